"""Passes for testing the machinery; they exist in no registry but the tests'."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.mlir import ir, set_attr, walk_collect
from tilelang_tt.passes.base import Pass


@dataclass(frozen=True)
class Mark(Pass):
    """set an attribute on every function."""

    name: ClassVar[str] = "tt-mark"
    label: str = "seen"
    depth: int = 2
    mode: Literal["all", "public"] = "all"
    sizes: tuple[int, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)

    def run(self, module: ir.Module, diag: Any) -> None:
        for function in walk_collect(module, "func.func"):
            set_attr(function, f"tt.{self.label}", self.depth)


@dataclass(frozen=True)
class Complain(Pass):
    """report about every function."""

    name: ClassVar[str] = "tt-complain"
    how: Literal["error", "raise", "warning", "remark", "bug", "break", "mlir"] = "error"

    def run(self, module: ir.Module, diag: Any) -> None:
        for function in walk_collect(module, "func.func"):
            where = function.name.value
            if self.how == "raise":
                raise CompileError.at(function, f"cannot do {where}", help="write another")
            if self.how == "bug":
                raise KeyError("lost")
            if self.how == "mlir":
                ir.Module.parse("func.func @")
            elif self.how == "break":
                return_op = list(function.body.blocks[0].operations)[-1]
                return_op.operation.erase()
            else:
                getattr(diag, self.how)(function, f"about {where}", notes=[(function, "here")], help="rename it")


@dataclass(frozen=True)
class Shaped(Pass):
    """takes one form and gives another."""

    name: ClassVar[str] = "tt-shaped"
    takes: ClassVar[str | None] = "raw"
    gives: ClassVar[str | None] = "marked"
    fulfil: bool = True

    def run(self, module: ir.Module, diag: Any) -> None:
        if self.fulfil:
            set_attr(module, "tt.marked", True)


def check_raw(module: ir.Module, diag: Any) -> None:
    if "tt.marked" in module.operation.attributes:
        diag.error(module.operation, "the module is marked already")


def check_marked(module: ir.Module, diag: Any) -> None:
    if "tt.marked" not in module.operation.attributes:
        diag.error(module.operation, "the module is not marked")
