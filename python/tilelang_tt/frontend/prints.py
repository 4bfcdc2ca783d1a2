"""`T.print`: what its macros leave in a kernel. The device has no place to print to, so it is left out, with a remark."""

from __future__ import annotations

from typing import Any

from tilelang_tt.frontend import tir


def printed(stmt: Any) -> str | None:
    """The remark for a statement that does nothing but print: a call, a loop over the elements of a buffer, for one
    thread. None for any other statement.
    """
    match stmt:
        case tir.Evaluate(value=tir.Call(op="tirx.call_extern", args=(tir.StringImm(value=name), label, *_))):
            if not name.startswith("debug_print_"):
                return None
            what = f" of '{label.value}'" if isinstance(label, tir.StringImm) else ""
            return f"T.print{what} is left out: write the value to a tensor to see it"
        case tir.If(else_body=None):
            return printed(stmt.then_body)
        case tir.For():
            return printed(stmt.body)
    return None
