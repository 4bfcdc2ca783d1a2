"""Statements and declarations: one printer per op that is not an expression."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .printer_base import Unprintable
from .printer_expr import PRIMARY, RELATION, Expr, operator_of
from .printer_types import attr_text, is_opaque, string_of, type_of, type_text

if TYPE_CHECKING:
    from .printer import Printer

StatementPrinter = Callable[["Printer", Any], None]
STATEMENTS: dict[str, StatementPrinter] = {}


def statement(*names: str) -> Callable[[StatementPrinter], StatementPrinter]:
    def register(function: StatementPrinter) -> StatementPrinter:
        STATEMENTS.update(dict.fromkeys(names, function))
        return function

    return register


# Module level


@statement("builtin.module", "emitc.file")
def _module(p: Printer, op: Any) -> None:
    ops = [o.operation for region in op.regions for block in region for o in block]
    n, previous = 0, ""
    while n < len(ops):
        kind = ops[n].name
        if not p.style.compat and previous and _apart(previous, kind):
            p.line("")
        if kind == "emitc.include" and not p.style.compat:
            run = n
            while run < len(ops) and ops[run].name == kind:
                run += 1
            _includes(p, ops[n:run])
            n = run
        else:
            p.statement(ops[n])
            n += 1
        previous = kind


def _apart(previous: str, kind: str) -> bool:
    """A blank line between functions and classes, and where the kind of declaration changes."""
    bodies = ("emitc.func", "func.func", "emitc.class", "builtin.module", "emitc.file")
    return kind in bodies or previous in bodies or (kind != previous)


def _includes(p: Printer, ops: list[Any]) -> None:
    """System headers, then the project's, each sorted."""
    system = sorted({o.attributes["include"].value for o in ops if "is_standard_include" in o.attributes})
    project = sorted({o.attributes["include"].value for o in ops if "is_standard_include" not in o.attributes})
    for name in system:
        p.line(f"#include <{name}>")
    if system and project:
        p.line("")
    for name in project:
        p.line(f'#include "{name}"')


@statement("emitc.include")
def _include(p: Printer, op: Any) -> None:
    name = op.attributes["include"].value
    p.line(f"#include <{name}>" if "is_standard_include" in op.attributes else f'#include "{name}"')


@statement("emitc.global", "emitc.field")
def _global(p: Printer, op: Any) -> None:
    attributes = op.attributes
    ctype = type_of(attributes["type"].value, p.style)
    words = [w for w in ("extern", "static", "const") if f"{w}_specifier" in attributes]
    if "tt.constexpr" in attributes:
        words = [w for w in words if w == "static" and op.name == "emitc.field"] + ["constexpr"]
    text = " ".join([*words, ctype.declare(attributes["sym_name"].value)])
    value = attr_text(attributes["initial_value"], p.style) if "initial_value" in attributes else ""
    p.line(f"{text} = {value};" if value else f"{text};")


@statement("emitc.class")
def _class(p: Printer, op: Any) -> None:
    final = " final" if "final_specifier" in op.attributes else ""
    keyword = "struct" if "class_type" in op.attributes and op.attributes["class_type"].value == 1 else "class"
    members = [o.operation for o in op.regions[0].blocks[0]]
    p.reserve({m.attributes["sym_name"].value for m in members if "sym_name" in m.attributes})
    with p.block(f"{keyword} {op.attributes['sym_name'].value}{final}", "};"):
        if keyword == "class":
            p.lines.append(" " * (p.style.indent * (p.depth - 1) + p.style.indent // 2) + "public:")
        previous = ""
        for member in members:
            if previous and not p.style.compat and (member.name == "emitc.func" or previous == "emitc.func"):
                p.line("")
            p.statement(member)
            previous = member.name


@statement("emitc.declare_func")
def _declare_func(p: Printer, op: Any) -> None:
    wanted = op.attributes["sym_name"].value
    siblings = [o.operation for o in op.parent.operation.regions[0].blocks[0] if "sym_name" in o.operation.attributes]
    function = next(o for o in siblings if o.name == "emitc.func" and o.attributes["sym_name"].value == wanted)
    p.function_scope(function)
    p.line(_signature(p, function) + ";")


@statement("emitc.func", "func.func")
def _func(p: Printer, op: Any) -> None:
    p.function_scope(op)
    blocks = [b for region in op.regions for b in region]
    if not blocks:
        p.line(_signature(p, op) + ";")
        return
    if len(blocks) > 1:
        raise Unprintable("has more than one block", "keep control flow structured (emitc.for, emitc.if, emitc.switch)")
    head = _signature(p, op)
    with p.block(head):
        p.body(blocks[0])


def _signature(p: Printer, op: Any) -> str:
    function = op.attributes["function_type"].value
    results = [type_text(t, p.style) for t in function.results]
    result = "void" if not results else results[0] if len(results) == 1 else f"std::tuple<{', '.join(results)}>"
    blocks = [b for region in op.regions for b in region]
    if blocks:
        args = [type_of(a.type, p.style).declare(p.name(a, "arg")) for a in blocks[0].arguments]
    else:
        args = [type_text(t, p.style) for t in function.inputs]
    words = [s.value for s in op.attributes["specifiers"]] if "specifiers" in op.attributes else []
    return " ".join([*words, result, f"{op.attributes['sym_name'].value}({', '.join(args)})"])


@statement("emitc.return", "func.return")
def _return(p: Printer, op: Any) -> None:
    if len(op.operands) > 1:
        p.line(f"return {'std::make_tuple' if p.style.compat else ''}{_tuple(p, op)};")
    elif len(op.operands):
        p.line(p.fit(lambda: f"return {p.operand(op.operands[0]).text};"))
    elif p.style.compat:
        p.line("return;")


def _tuple(p: Printer, op: Any) -> str:
    inner = ", ".join(p.operand(v).text for v in op.operands)
    return f"({inner})" if p.style.compat else f"{{{inner}}}"


# Statements


@statement("emitc.verbatim")
def _verbatim(p: Printer, op: Any) -> None:
    text = op.attributes["value"].value
    if len(op.operands):
        text = _fill(p, text, list(op.operands))
    if p.style.compat:
        p.line(text)
        return
    if "tt.declares" in op.attributes:  # functions of a file of their own, laid out already
        p.lines += text.split("\n")
        return
    for line in text.split("\n"):
        code = re.sub(r"//.*|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'", "", line).strip()
        if code.startswith("#"):
            p.lines.append(line.strip())
            continue
        # Text may open a block that a later verbatim closes.
        closing = len(code) - len(code.lstrip("}"))
        p.depth = max(0, p.depth - closing)
        p.line(line.strip())
        p.depth = max(0, p.depth + code.count("{") - code.count("}") + closing)


def _fill(p: Printer, text: str, operands: list[Any]) -> str:
    """Puts operands in place of `{}`; `{{` is a brace. An operand that is not alone there gets parentheses."""
    pieces = re.split(r"(\{\{|\{\})", text)
    values, out = iter(operands), ""
    for n, piece in enumerate(pieces):
        if piece == "{{":
            out += "{"
        elif piece == "{}":
            expr, after = p.operand(next(values)), pieces[n + 1].lstrip()[:1]
            alone = out.rstrip()[-1:] in ("(", ",", "=") and after in (")", ",", ";")
            out += expr.text if alone or p.style.compat else expr.within(PRIMARY - 1)
        else:
            out += piece
    return out


@statement("emitc.variable")
def _variable(p: Printer, op: Any) -> None:
    value = op.attributes["value"]
    initial = "" if is_opaque(value) and not string_of(value) else attr_text(value, p.style)
    _declare_variable(p, op, initial)


def _declare_variable(p: Printer, op: Any, initial: str) -> None:
    ctype = type_of(op.results[0].type, p.style)
    text = ctype.declare(p.name(op.results[0], "var"))
    p.line(f"{text} = {initial};" if initial else f"{text};")


@statement("emitc.assign")
def _assign(p: Printer, op: Any) -> None:
    target, value = op.operands
    if op in p.plan.sunk:
        p.comment(p.plan.sunk[op])
        initial = p.fit(lambda: p.operand(value).text)
        _declare_variable(p, p.plan.sunk[op], initial)
        return
    p.line(p.fit(lambda: _update(p, target, value) or f"{p.operand(target).text} = {p.operand(value).text};"))


def _update(p: Printer, target: Any, value: Any) -> str:
    """`x += y;` or `++x;` for the assignment of `x + y` to x; "" if the value is something else."""
    if p.style.compat or value not in p.plan.inlined or value in p.names:
        return ""
    op = value.owner.operation
    symbol, _ = operator_of(op) or ("", 0)
    if symbol not in ("+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>"):
        return ""
    lhs, rhs = op.operands
    load = getattr(lhs.owner, "operation", None)
    if load is None or load.name != "emitc.load" or lhs not in p.plan.inlined or load.operands[0] != target:
        return ""
    if lhs in p.names or value.type != lhs.type:
        return ""
    place, step = p.operand(target), p.operand(rhs)
    if symbol in "+-" and step.text == "1":
        return f"{symbol * 2}{place.text};"
    return f"{place.text} {symbol}= {step.text};"


@statement(*(f"emitc.{n}_assign" for n in ("add", "sub", "mul", "div", "rem")))
def _compound_assign(p: Printer, op: Any) -> None:
    symbol = {"add": "+", "sub": "-", "mul": "*", "div": "/", "rem": "%"}[op.name[len("emitc.") : -len("_assign")]]
    p.line(p.fit(lambda: f"{p.operand(op.operands[0]).text} {symbol}= {p.operand(op.operands[1]).text};"))


# Control flow


@statement("emitc.for")
def _for(p: Printer, op: Any) -> None:
    block = op.regions[0].blocks[0]
    argument = block.arguments[0]
    bounds = list(op.operands)
    if p.style.compat:
        low, high, step = (p.operand(v).text for v in bounds)
        name = p.loop_name(argument)
        head = f"for ({type_of(argument.type, p.style).declare(name)} = {low}; {name} < {high}; {name} += {step})"
    else:
        head = p.fit(lambda: _for_head(p, argument, [p.operand(v) for v in bounds]))
        name = p.names[argument]
    p.loops += 1
    with p.block(head):
        if not p.style.compat:
            p.scope.fresh(name)
        p.body(block)
    p.loops -= 1


def _for_head(p: Printer, argument: Any, bounds: list[Expr]) -> str:
    # The name is chosen after the bounds, as these may have declared variables in front of the loop.
    p.scope.push()
    name = p.loop_name(argument)
    p.scope.pop()
    low, high, step = bounds
    declaration = type_of(argument.type, p.style).declare(name)
    advance = f"++{name}" if step.text == "1" else f"{name} += {step.text}"
    return f"for ({declaration} = {low.text}; {name} < {high.within(RELATION)}; {advance})"


@statement("emitc.if")
def _if(p: Printer, op: Any) -> None:
    _if_chain(p, op, p.fit(lambda: f"if ({p.operand(op.operands[0]).text})"))


def _if_chain(p: Printer, op: Any, head: str) -> None:
    """An if with its else; an else that holds nothing but another if continues the chain."""
    yes = [b for b in op.regions[0]]
    no = [b for b in op.regions[1]] if len(op.regions) > 1 else []
    otherwise = bool(no) and (p.style.compat or any(_prints(p, o.operation) for o in no[0]))
    with p.block(head, "} else" if otherwise else "}"):
        p.body(yes[0])
    if not otherwise:
        return
    closing = p.lines.pop().lstrip()
    inner = None if p.style.compat else _only_if(p, no[0])
    if inner is not None:
        mark, names = len(p.lines), dict(p.names)
        text = f"{closing} if ({p.operand(inner.operands[0]).text})"
        if len(p.lines) == mark and len(text) + p.style.indent * p.depth + 2 <= p.style.columns:
            _if_chain(p, inner, text)
            return
        del p.lines[mark:]
        p.names = names
    with p.block(closing):
        p.body(no[0])


def _prints(p: Printer, op: Any) -> bool:
    if op.name == "emitc.yield" or op in p.plan.dead:
        return False
    return not (len(op.results) == 1 and op.results[0] in p.plan.inlined)


def _only_if(p: Printer, block: Any) -> Any:
    printed = [o.operation for o in block if _prints(p, o.operation)]
    if len(printed) == 1 and printed[0].name == "emitc.if" and "tt.comment" not in printed[0].attributes:
        return printed[0]
    return None


@statement("emitc.switch")
def _switch(p: Printer, op: Any) -> None:
    head = p.fit(lambda: f"switch ({p.operand(op.operands[0]).text})")
    default, *cases = op.regions
    labels = [f"case {value}:" for value in op.attributes["cases"]]
    p.line(f"{head} {{")
    p.depth += not p.style.compat
    for label, region in [*zip(labels, cases, strict=True), ("default:", default)]:
        with p.block(label):
            p.body(region.blocks[0])
            p.line("break;")
    p.depth -= not p.style.compat
    p.line("}")


@statement("emitc.do")
def _do(p: Printer, op: Any) -> None:
    body, condition = (region.blocks[0] for region in op.regions)
    with p.block("do", "} while"):
        p.body(body)
        values = [o.operation for o in condition]
        # The condition is an expression: all that the region computes is written in it.
        p.plan.inlined |= {v.results[0] for v in values if len(v.results) == 1}
        with p.no_declarations():
            text = p.operand(values[-1].operands[0]).text
    p.lines[-1] += f" ({text});"
