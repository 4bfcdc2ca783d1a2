"""What stops an interpretation."""

from typing import Any

from tilelang_tt.diagnostics import where


class InterpreterError(Exception):
    """The program did what it must not, or has an operation the interpreter does not know.

    The text is "file:line:col: 'op.name': message"; `op_name` and `reason` hold the parts.
    """

    def __init__(self, reason: str, op_name: str = "", place: str = "") -> None:
        self.reason, self.op_name, self.place = reason, op_name, place
        parts = [place, f"'{op_name}'" if op_name else "", reason]
        super().__init__(": ".join(part for part in parts if part))

    @classmethod
    def at(cls, op: Any, reason: str) -> "InterpreterError":
        """The error at the location of an operation."""
        return cls(reason, op.operation.name, str(where(op) or ""))


class Fault(Exception):
    """A violation found by code that does not know the operation it works for; becomes an `InterpreterError` there."""
