"""Fixtures for the C++ printer: print MLIR text, compile and run what comes out."""

import shutil
import subprocess

import pytest

from tilelang_tt.emitc.printer import KERNEL, print_cpp
from tilelang_tt.mlir import ir


@pytest.fixture
def cpp():
    """cpp(text) prints a module; cpp(body, args="%a: i32") prints the body of `void f(args)` and gives its lines."""

    def run(text, style=KERNEL):
        with ir.Context():
            return print_cpp(ir.Module.parse(text), style=style)

    return run


@pytest.fixture
def body(cpp):
    """body(ops, args) -> the statements of `emitc.func @f(args) { ops }`, without indentation."""

    def run(ops, args="", style=KERNEL):
        text = cpp(f"module {{ emitc.func @f({args}) {{\n{ops}\nemitc.return }} }}", style)
        lines = text[text.index("void f(") :].splitlines()
        return [] if lines[0].endswith("{}") else [line[4:] for line in lines[1:-1]]

    return run


@pytest.fixture(scope="session")
def compiler():
    found = shutil.which("g++") or shutil.which("clang++") or shutil.which("c++")
    if not found:
        pytest.skip("no C++ compiler")
    return found


@pytest.fixture
def execute(compiler, tmp_path):
    """execute(source) -> what the program prints; warnings are errors."""

    def run(source, *flags):
        file, program = tmp_path / "main.cpp", tmp_path / "main"
        file.write_text(source)
        command = [compiler, "-std=c++17", "-Wall", "-Werror=parentheses", *flags, str(file), "-o", str(program)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, f"{done.stderr}\n{source}"
        return subprocess.run([str(program)], capture_output=True, text=True, check=True).stdout

    return run
