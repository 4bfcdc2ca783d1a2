"""TIR statements to `scf`, `memref` and `tt.tile`."""

from __future__ import annotations

from typing import Any

from tilelang_tt.dialects.base import i64_attr
from tilelang_tt.frontend import (
    annotate,
    dtypes,
    hints,
    late_binds,
    prints,
    ranges,
    reducers,
    refused,
    safe_values,
    tir,
)
from tilelang_tt.frontend.dependence import loaded_from
from tilelang_tt.frontend.expressions import Expressions
from tilelang_tt.frontend.state import SPACES, State
from tilelang_tt.frontend.tile_ops import TILE_OPS
from tilelang_tt.mlir import ir, memref, scf


class Statements:
    """Builds statements at the current insertion point."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.exprs = Expressions(state)

    def visit(self, stmt: Any) -> None:
        """Builds one statement and everything in it."""
        with self.state.at(stmt.span):
            remark = prints.printed(stmt)
            if remark is not None:
                self.state.remark(remark)
                return
            match stmt:
                case tir.Seq():
                    for part in late_binds.in_their_loops(stmt):
                        self.visit(part)
                case tir.Evaluate():
                    self._evaluate(stmt.value)
                case tir.BufferStore():
                    self._store(stmt)
                case tir.Bind():
                    self._bind(stmt)
                case tir.For():
                    self._for(stmt)
                case tir.If():
                    self._if(stmt)
                case tir.Block():
                    self.block(stmt)
                case tir.Attr():
                    self._attribute(stmt)
                case tir.While():
                    raise self.state.error("a while loop is not supported", "use T.serial with a bound")
                case _:
                    raise self.state.error(f"statement {stmt.type.removeprefix('tirx.')} is not supported", "remove it")

    def body(self, block: ir.Block, stmt: Any) -> None:
        """Builds `stmt` in the region block `block`."""
        with self.state.scope(block):
            self.visit(stmt)

    def refuse(self, refusal: refused.Refusal, detail: str = "") -> Exception:
        """The error for a construct that is refused by name."""
        return self.state.error(f"{refusal.surface}{detail} {refusal.why}", refusal.remedy)

    # Blocks and annotations

    def block(self, stmt: tir.Block) -> None:
        """A block: allocations, then the body."""
        self.declarations(stmt)
        self.visit(stmt.body)

    def declarations(self, stmt: tir.Block) -> None:
        """What a block says and allocates before its body."""
        if stmt.has_init or stmt.match_buffers or not (stmt.predicate is None or _is_true(stmt.predicate)):
            raise self.state.error(
                f"block '{stmt.name}' with a predicate, an init or match_buffer is not supported",
                "use plain statements",
            )
        for buffer in stmt.buffers:
            refusal = refused.SCOPES.get(buffer.scope)
            if refusal:
                with self.state.at(buffer.span):
                    raise self.refuse(refusal, f" of '{buffer.name}'")
            if buffer.scope not in SPACES:
                raise self.state.error(
                    f"buffer '{buffer.name}' in {buffer.scope} is not supported", "use T.alloc_shared", buffer.span
                )
        for name, value in stmt.annotations.items():
            self._annotation(name, value)
        for buffer in stmt.buffers:
            self.state.allocate(buffer, self.exprs.index)

    def _annotation(self, name: str, value: Any) -> None:
        if name == "tl.launch_threads":
            if self.state.launch is not None:
                self.state.launch.attributes["threads"] = ir.ArrayAttr.get([i64_attr(t.value) for t in value])
        elif name == "safe_value_map":
            safe_values.declare(self.exprs, value)
        elif name in ("reducer_info", "reducer_info_v2"):
            reducers.declare(self.exprs, value)
        elif name == annotate.LAYOUTS:
            hints.layouts(self.state, value)
        elif name == annotate.SCHEDULE:
            hints.schedule(self.state, value)
        elif name in refused.ATTRIBUTES:
            raise self.refuse(refused.ATTRIBUTES[name])
        elif name not in refused.IGNORED_ANNOTATIONS:
            raise self.state.error(f"annotation '{name}' is not supported", "remove it")

    def _attribute(self, stmt: tir.Attr) -> None:
        if stmt.key == "threadblock_swizzle_pattern":
            panel = stmt.value.args[1] if isinstance(stmt.value, tir.Call) and len(stmt.value.args) == 2 else None
            if isinstance(panel, tir.IntImm) and self.state.launch is not None:
                self.state.launch.attributes["swizzle"] = i64_attr(panel.value)
        else:
            self._annotation(stmt.key, stmt.value)
        self.visit(stmt.body)

    # Simple statements

    def _evaluate(self, expr: Any) -> None:
        if isinstance(expr, tir.IntImm):
            return
        if not isinstance(expr, tir.Call):
            raise self.state.error("an expression as a statement has no effect", "remove it")
        if expr.op in refused.IGNORED_CALLS:
            return
        if expr.op in TILE_OPS:
            if self.state.parallel:
                surface = "T." + expr.op.removeprefix("tl.tileop.")
                raise self.state.error(
                    f"{surface} inside T.Parallel is not supported", "T.Parallel takes single elements; move it out"
                )
            TILE_OPS[expr.op](self.exprs, expr)
            for stmt in safe_values.after_copy(self.exprs, expr):
                self.visit(stmt)
            return
        if expr.op == "tirx.call_extern" and expr.args and isinstance(expr.args[0], tir.StringImm):
            name = expr.args[0].value
            raise self.state.error(
                f"T.call_extern of '{name}' is not supported: it is CUDA code", "write it with TileLang's functions"
            )
        raise self.refuse(refused.of_call(expr.op), f" ('{expr.op}')")

    def _store(self, stmt: tir.BufferStore, combines: bool = False) -> None:
        """An element store; `combines`: it is the whole update of a reducer."""
        buffer = stmt.buffer
        refusal = refused.SCOPES.get(buffer.scope)
        if refusal:
            raise self.refuse(refusal, f" of '{buffer.name}'")
        storage = self.state.storage(buffer)
        if stmt.predicate is not None:
            raise self.state.error(f"a predicated store to '{buffer.name}' is not supported", "guard it with an if")
        if self.state.parallel and buffer.data in self.state.reducers and not combines:
            raise self.refuse(refused.OPS["tl.reducer_update"], f" of '{buffer.name}'")
        if self.state.parallel and storage.space == "local":
            raise self.state.error(
                f"a store to '{buffer.name}' inside T.Parallel: it exists once, the iterations do not share it",
                "use a plain Python variable for a value of one iteration, or a fragment for one per element",
            )
        if self.exprs.dtype(stmt.value) != buffer.dtype:
            raise self.state.error(
                f"a store of {stmt.value.dtype} to '{buffer.name}' of {buffer.dtype}", "convert the value with T.cast"
            )
        value = self.exprs.value(stmt.value)
        memref.StoreOp(value, storage.value, self.exprs.indices(buffer, stmt.indices))

    def _bind(self, stmt: tir.Bind) -> None:
        var, value, state = stmt.var, stmt.value, self.state
        if isinstance(value, tir.Call) and value.op == "tl.launch_thread_idx":
            state.threads[var] = var.name
            return
        if var.dtype == "handle":
            raise state.error(f"pointer '{var.name}' is not supported", "pass tensors as T.Tensor parameters")
        others = set(state.values.values())
        if self.exprs.is_position(value):
            state.known[var] = ranges.of(value, state.known)
            built = self.exprs.index(value)
        else:
            built = self.exprs.value(value)
        state.values[var] = built
        # Only an operation made for this binding takes its name: not a constant or another variable.
        if (
            built not in others
            and not isinstance(built.owner, ir.Block)
            and built.owner.operation.name != "arith.constant"
        ):
            built.owner.operation.location = state.named(var.name)

    # Control flow

    def _if(self, stmt: tir.If) -> None:
        if isinstance(stmt.then_body, tir.Attr) and stmt.then_body.key in refused.ATTRIBUTES:
            # Warp specialisation comes as a condition on the thread index; its own name says more.
            raise self.refuse(refused.ATTRIBUTES[stmt.then_body.key])
        for part in tir.subexpressions(stmt.condition):
            if isinstance(part, tir.Call) and part.op in refused.OPS:
                raise self.refuse(refused.OPS[part.op], f" ('{part.op}')")
        source = loaded_from(stmt.condition, self.state.loaded)
        if source is not None and not self.state.parallel:
            raise self.state.error(
                f"data-dependent condition: it is computed from the contents of '{source}'",
                "conditions outside of T.Parallel must follow from block and loop indices",
            )
        op = scf.IfOp(self.exprs.value(stmt.condition), has_else=stmt.else_body is not None)
        branches = [(op.then_block, stmt.then_body)]
        if stmt.else_body is not None:
            branches.append((op.else_block, stmt.else_body))
        for block, body in branches:
            self.body(block, body)
            with ir.InsertionPoint(block):
                scf.YieldOp([])

    def _for(self, stmt: tir.For) -> None:
        unknown = sorted(set(stmt.annotations) - refused.IGNORED_LOOP_HINTS)
        if unknown:
            if unknown[0] in refused.ATTRIBUTES:
                raise self.refuse(refused.ATTRIBUTES[unknown[0]])
            raise self.state.error(f"loop annotation '{unknown[0]}' is not supported", "remove it")
        if stmt.kind == tir.PARALLEL:
            self._parallel(stmt)
        elif stmt.kind in (tir.SERIAL, tir.VECTORIZED, tir.UNROLLED):
            self._serial(stmt)
        else:
            raise self.state.error(
                f"a loop over {stmt.thread_tag or 'threads'} is not supported", "use T.Kernel and T.Parallel"
            )

    def _bounds(self, stmt: tir.For) -> tuple[ir.Value, ir.Value]:
        """Lower and upper bound."""
        what = f"bound of loop '{stmt.var.name}'"
        lower = self.exprs.position(stmt.min, what)
        if isinstance(stmt.min, tir.IntImm) and isinstance(stmt.extent, tir.IntImm):
            return lower, self.state.index(stmt.min.value + stmt.extent.value)
        if isinstance(stmt.min, tir.IntImm) and stmt.min.value == 0:
            return lower, self.exprs.position(stmt.extent, what)
        return lower, self.exprs.position(tir.Binary("Add", stmt.min.dtype, stmt.min, stmt.extent), what)

    def _enter_loop(self, stmt: tir.For, argument: ir.Value) -> None:
        state = self.state
        state.values[stmt.var] = argument
        low, extent = ranges.of(stmt.min, state.known), ranges.of(stmt.extent, state.known)
        high = None if low.hi is None or extent.hi is None else low.hi + extent.hi - 1
        state.known[stmt.var] = ranges.Range(low.lo, high)

    def _serial(self, stmt: tir.For) -> None:
        if not dtypes.is_index_like(stmt.var.dtype):
            raise self.state.error(f"loop variable '{stmt.var.name}' has type {stmt.var.dtype}", "use int32")
        stmt = _with_step(stmt)
        lower, upper = self._bounds(stmt)
        step = self.state.index(1)
        if stmt.step is not None:
            if not isinstance(stmt.step, tir.IntImm) or stmt.step.value < 1:
                raise self.state.error(
                    f"the step of loop '{stmt.var.name}' is not a positive constant", "count upwards by a constant"
                )
            step = self.state.index(stmt.step.value)
        op = scf.ForOp(lower, upper, step)
        stages = stmt.annotations.get("num_stages")
        if stages is not None:
            op.attributes["tt.num_stages"] = i64_attr(stages.value if isinstance(stages, tir.IntImm) else stages)
        op.induction_variable.set_location(self.state.named(stmt.var.name))
        with self.state.scope(op.body):
            self._enter_loop(stmt, op.induction_variable)
            self.visit(stmt.body)
            scf.YieldOp([])

    def _parallel(self, stmt: tir.For) -> None:
        """One `scf.parallel` for a perfect nest whose bounds do not use its own variables."""
        loops = [stmt]
        while True:
            inner = loops[-1].body
            if (
                not (isinstance(inner, tir.For) and inner.kind == tir.PARALLEL)
                or set(inner.annotations) - refused.IGNORED_LOOP_HINTS
            ):
                break
            own = {loop.var for loop in loops}
            if own & {*tir.subexpressions(inner.min), *tir.subexpressions(inner.extent)}:
                break
            loops.append(inner)
        update = reducers.update_of(self.exprs, loops[-1].body)
        terms = reducers.terms(self.exprs, update, loops) if update else None
        bounds = [self._bounds(loop) for loop in loops]
        one = self.state.index(1)
        op = scf.ParallelOp([], [b[0] for b in bounds], [b[1] for b in bounds], [one] * len(loops), [])
        names = [self.state.named(loop.var.name, loop.span) for loop in loops]
        block = op.regions[0].blocks.append(*[ir.IndexType.get()] * len(loops), arg_locs=names)
        outer, self.state.parallel = self.state.parallel, True
        with self.state.scope(block):
            for loop, argument in zip(loops, block.arguments, strict=True):
                self._enter_loop(loop, argument)
            if update is None:
                self.visit(loops[-1].body)
            else:
                self._update(update, terms, [loop.var for loop in loops])
            scf.ReduceOp([], 0)
        self.state.parallel = outer
        if update is not None and terms is not None:
            reducers.reduce(self.exprs, update, terms)

    def _update(self, update: reducers.Update, terms: reducers.Terms | None, variables: list[tir.Var]) -> None:
        """The body of a parallel loop that updates a reducer."""
        for bind in update.before:
            self.visit(bind)
        if terms is None:
            self._store(reducers.combine(update, self.state.reducers[update.buffer.data]), combines=True)
        else:
            self.visit(tir.BufferStore(None, terms.buffer, update.value, tuple(variables)))


def _with_step(stmt: tir.For) -> tir.For:
    """`for t in range(n): k = a + t * s; ...`, which TileLang makes of T.serial(a, b, s), as a loop over k."""
    first, rest = (stmt.body.body[0], stmt.body.body[1:]) if isinstance(stmt.body, tir.Seq) else (None, ())
    if not isinstance(first, tir.Bind) or not rest or not (isinstance(stmt.min, tir.IntImm) and stmt.min.value == 0):
        return stmt
    start: tir.Expr = tir.IntImm(stmt.var.dtype, 0)
    scaled = first.value
    if isinstance(scaled, tir.Binary) and scaled.kind == "Add":
        start, scaled = scaled.a, scaled.b
    match scaled:
        case tir.Binary(kind="Mul", a=var, b=tir.IntImm(value=step)) if var is stmt.var and step > 0:
            pass
        case _:
            return stmt
    body = tir.Seq(stmt.body.span, rest)
    if stmt.step is not None or stmt.var in tir.subexpressions(start) or tir.uses(body, stmt.var):
        return stmt
    extent: tir.Expr = tir.Binary("Mul", stmt.var.dtype, stmt.extent, scaled.b)
    if isinstance(stmt.extent, tir.IntImm):
        extent = tir.IntImm(stmt.var.dtype, stmt.extent.value * step)
    return tir.For(stmt.span, first.var, start, extent, stmt.kind, body, "", stmt.annotations, scaled.b)


def _is_true(expr: Any) -> bool:
    return isinstance(expr, tir.IntImm) and expr.value == 1
