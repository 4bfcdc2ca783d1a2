"""`python -m tilelang_tt`: programs for a GPU run as they are, and mistakes are messages."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import torch

from tilelang_tt.target.program import main, without_cuda

PROGRAM = """
import sys

import tilelang
import tilelang.language as T
import torch


@tilelang.jit
def scanned(X):
    N = T.const("N")
    X: T.Tensor[[N], T.float32]
    with T.Kernel(1):
        x = T.alloc_shared((N,), T.float32)
        T.copy(X, x)
        T.cumsum(x)
        T.copy(x, X)


print(sys.argv[1:])
if "--run" in sys.argv:
    scanned(torch.zeros(64, device="cuda:0"))
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(sys, "argv", sys.argv)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setenv("TILELANG_DEFAULT_TARGET", "auto")
    monkeypatch.setenv("TILELANG_AUTO_TUNING_DISABLE_CACHE", "0")
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    return str(path)


def test_arguments_are_those_of_the_program(program: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--target=blackhole", program, "--target", "x"]) == 0
    assert capsys.readouterr().out == "['--target', 'x']\n"
    assert os.environ["TILELANG_DEFAULT_TARGET"] == "tenstorrent/blackhole"


def test_a_kernel_that_cannot_be_compiled_is_a_message(program: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([program, "--run"]) == 1
    error = capsys.readouterr().err
    assert f"{program}:16:9: error: T.cumsum" in error and "Traceback" not in error


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "usage: python -m tilelang_tt"),
        (["nothing.py"], "nothing.py is no file\nusage:"),
        (["--target", "wormhol", "PROGRAM"], "--target: unknown device 'wormhol'; did you mean 'wormhole'?"),
        (["--target"], "usage: python -m tilelang_tt"),
    ],
)
def test_mistakes(program: str, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str) -> None:
    assert main([program if argument == "PROGRAM" else argument for argument in arguments]) == 2
    assert capsys.readouterr().err.startswith(message)


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has CUDA")
def test_cuda_is_the_host_where_there_is_none() -> None:
    synchronize = torch.cuda.synchronize
    with without_cuda():
        made = [torch.zeros(2, device="cuda"), torch.ones(2, device=torch.device("cuda", 0)), torch.ones(2).cuda()]
        made += [torch.ones(2).to("cuda:0"), torch.randn(2, dtype=torch.float16, device="cuda")]
        torch.cuda.synchronize()
    assert all(tensor.device.type == "cpu" for tensor in made)
    assert torch.cuda.synchronize is synchronize
    with pytest.raises((RuntimeError, AssertionError)):
        torch.zeros(2, device="cuda")
