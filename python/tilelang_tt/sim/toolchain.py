"""The C++ compiler ($CXX, c++, g++, clang++, else the PyPI package `ziglang`) and the simulator library it builds."""

from __future__ import annotations

import concurrent.futures
import contextlib
import functools
import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from . import paths

try:
    import fcntl
except ImportError:  # not a POSIX system; then two first runs at once may build twice
    fcntl = None  # type: ignore[assignment]


class ToolchainError(RuntimeError):
    """No compiler, or the compiler rejects a file; the message holds the compiler's output."""


@functools.cache
def compiler() -> tuple[str, ...]:
    """The C++ compiler as a command. Raises ToolchainError when there is none."""
    given = os.environ.get("CXX")
    if given:
        command = tuple(shlex.split(given))
        if command and shutil.which(command[0]):
            return command
        raise ToolchainError(f"CXX={given}: there is no such program; correct or unset CXX")
    for name in ("c++", "g++", "clang++"):
        if shutil.which(name):
            return (name,)
    if importlib.util.find_spec("ziglang") is not None:
        return (sys.executable, "-m", "ziglang", "c++")
    raise ToolchainError(
        "the simulator needs a C++20 compiler and found none (looked for $CXX, c++, g++, clang++ and the Python "
        "package ziglang); install g++ or clang++, or run: pip install ziglang"
    )


@functools.cache
def _version(command: tuple[str, ...]) -> str:
    result = subprocess.run([*command, "--version"], capture_output=True, text=True, check=False)
    return result.stdout


@functools.cache
def _accepts(command: tuple[str, ...], flag: str) -> bool:
    with tempfile.TemporaryDirectory() as directory:
        source = Path(directory) / "empty.cpp"
        source.write_text("int main() {}\n")
        result = subprocess.run(
            [*command, flag, "-Werror", "-c", str(source), "-o", str(Path(directory) / "empty.o")],
            capture_output=True,
            check=False,
        )
        return result.returncode == 0


def digest(parts: Sequence[str | bytes]) -> str:
    """A stable hash of texts, in hexadecimal."""
    state = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        state.update(len(data).to_bytes(8, "little"))
        state.update(data)
    return state.hexdigest()[:32]


def compile_checked(command: Sequence[str], what: str) -> None:
    """Runs a compiler command. Raises ToolchainError with its output when it fails."""
    result = subprocess.run(list(command), capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise ToolchainError(f"compiling {what} failed ({shlex.join(command)}):\n{result.stdout}{result.stderr}")


@contextlib.contextmanager
def locked(target: Path) -> Iterator[None]:
    """Holds the lock of a file to build, so that processes that start together build it once."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with open(target.with_suffix(".lock"), "w") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _tree(directory: Path) -> list[Path]:
    return sorted(path for path in directory.rglob("*") if path.suffix in {".cpp", ".hpp", ".h", ".inl", ".def"})


def _contents(directory: Path) -> list[str | bytes]:
    parts: list[str | bytes] = []
    for path in _tree(directory):
        parts += [str(path.relative_to(directory)), path.read_bytes()]
    return parts


@functools.cache
def interface_id() -> str:
    """Hash of all that programs and kernels are compiled with: the simulator's headers and their place, the compiler."""
    headers = paths.include_dir()
    return digest([str(headers), *compiler(), _version(compiler()), *_contents(headers)])


@functools.cache
def build_id() -> str:
    """Hash of the simulator: its interface and its sources."""
    return digest([interface_id(), *_contents(paths.source_dir())])


def library(cache: Path) -> Path:
    """The simulator library in the cache, built when it is not there. Raises ToolchainError."""
    name = build_id()
    target = cache / "lib" / name / "libttsim.so"
    if target.exists():
        return target
    with locked(cache / "lib" / name):
        if not target.exists():
            _build_library(cache, target)
    return target


def _build_library(cache: Path, target: Path) -> None:
    command = compiler()
    flags = ["-std=c++20", "-O3", "-fPIC", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math", "-pthread"]
    flags += [flag for flag in ("-march=native",) if _accepts(command, flag)]
    flags += [f"-I{paths.include_dir()}", f"-I{paths.source_dir()}"]

    def compile_one(source: Path) -> Path:
        own = list(flags)
        if source.name == "jit.cpp":  # the only file that compiles kernels
            own += [f'-DTTSIM_DEFAULT_INCLUDE="{paths.include_dir()}"', f'-DTTSIM_INTERFACE_ID="{interface_id()}"']
        own = [*command, *own]
        return _built(source, [*own, _version(command)], [*own, "-c"], cache / "obj", ".o")

    sources = [path for path in _tree(paths.source_dir()) if path.suffix == ".cpp"]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        objects = list(pool.map(compile_one, sources))
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_suffix(f".{os.getpid()}")
    compile_checked(
        [*command, "-shared", "-pthread", "-o", str(temporary), *map(str, objects), "-ldl"], "the simulator library"
    )
    temporary.replace(target)


def host_program(source: Path, cache: Path, options: Sequence[str] = ()) -> Path:
    """Compiles a host program; returns the executable in the cache, which finds the library by LD_LIBRARY_PATH.

    options: further ones for the compiler, such as -I and -D. As Metalium's own build has it, numbers of an initialiser
    may become narrower.
    Raises ToolchainError.
    """
    lib = library(cache)
    headers = paths.include_dir()
    command = [*compiler(), "-std=c++20", "-O1", f"-I{headers}", "-pthread", "-Wno-narrowing", *options]
    # A program is known by its text alone, so it must not remember the directory of its first build in __FILE__.
    here = f"-fmacro-prefix-map={source.parent}=."
    linked = [f"-L{lib.parent}", "-lttsim"]
    return _built(source, [interface_id(), *command], [*command, here], cache / "host", "", linked, known=headers)


def _built(
    source: Path,
    key: Sequence[str],
    command: Sequence[str],
    cache: Path,
    suffix: str,
    libraries: Sequence[str] = (),
    known: Path | None = None,
) -> Path:
    """What a command makes of a source, from the cache if there is that of the same key, text and headers.

    Which headers those are, from the directory of the source, the compiler said when it last compiled this text. The key
    speaks for files in `known`. Raises ToolchainError.
    """
    text = digest([*key, source.read_bytes()])
    headers = cache / f"{text}.headers"

    def output() -> Path:
        names = headers.read_text().splitlines()
        return cache / (digest([text, *((source.parent / name).read_bytes() for name in names)]) + suffix)

    with locked(headers):
        with contextlib.suppress(FileNotFoundError):
            if output().exists():
                return output()
        temporary = cache / f"{text}.{os.getpid()}{suffix}"
        dependencies = cache / f"{text}.{os.getpid()}.d"
        listing = ["-MMD", "-MF", str(dependencies)]
        compile_checked([*command, str(source), "-o", str(temporary), *listing, *libraries], str(source))
        names = dependencies.read_text().replace("\\\n", " ").split(":", 1)[1].split()
        others = ("/usr/", *([str(known)] if known else []))
        own = [name for name in names if name != str(source) and not name.startswith(others)]
        headers.write_text("".join(f"{os.path.relpath(name, source.parent)}\n" for name in own))
        dependencies.unlink()
        temporary.replace(output())
        return output()
