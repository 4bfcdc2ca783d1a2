"""What the tools share: errors become one message and an exit code; the installed command around a `main`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TextIO

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.passes.options import OptionError
from tilelang_tt.plan import PlanError
from tilelang_tt.tools.flags import UsageError

Main = Callable[[Sequence[str], TextIO, TextIO, TextIO], int]
USER_ERRORS: tuple[type[Exception], ...] = (UsageError, OptionError, PlanError, OSError)
"""Errors whose text says all; a CompileError renders itself."""


def guarded(tool: str, stderr: TextIO, body: Callable[[], int], errors: tuple[type[Exception], ...] = ()) -> int:
    """The exit code of `body`, or 1 after one message for an error; `errors` are further types whose text says all.

    Anything else is a defect of ours and reported as such; TILELANG_TT_DEBUG=1 lets it through.
    """
    try:
        return body()
    except BrokenPipeError:
        raise  # nobody is left to tell; `run` ends the process
    except CompileError as error:
        stderr.write(f"{error}\n")
    except OSError as error:
        text = f"cannot open '{error.filename}': {error.strerror}" if error.filename else str(error)
        stderr.write(f"{tool}: error: {text}\n")
    except (*USER_ERRORS, *errors) as error:
        stderr.write(f"{tool}: error: {error}\n")
    except Exception as error:
        if os.environ.get("TILELANG_TT_DEBUG"):
            raise
        stderr.write(
            f"{tool}: internal error: {type(error).__name__}: {error}\n"
            "note: this is a defect of the compiler; TILELANG_TT_DEBUG=1 shows where\n"
        )
    return 1


def run(main: Main) -> None:
    """Runs `main` as the process: its streams, its exit code, and silence when the reader of the output went away."""
    import faulthandler

    faulthandler.enable()
    try:
        code = main(sys.argv[1:], sys.stdin, sys.stdout, sys.stderr)
        sys.stdout.flush()
    except BrokenPipeError:
        # Say nothing, also not when Python closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)
