"""The `tt` dialect object and the base classes of its operations, types and attributes.

All private API of the bindings' `ext` module that the project relies on is used here and nowhere else. Dotted
operation names (`tt.tile.copy`) are refused by IRDL's own verifier only, so `TT.load` gives the emitted IRDL straight
to `irdl.load_dialects`.

Dialect files must not use `from __future__ import annotations`: `ext` reads the raw annotations of the classes.
"""

import sys
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any, NamedTuple

from tilelang_tt.mlir import ROOT, ext, ir, irdl

Operand = ext.Operand
Result = ext.Result
Region = ext.Region


class TT(ext.Dialect, name="tt"):
    """Tenstorrent programs, from tiles as a kernel author writes them to the calls a Tensix core executes."""

    @classmethod
    def load(cls) -> None:
        """Loads the dialect into the current context; does nothing when it is already there."""
        if ir.Context.current.is_dialect_loaded(cls.DIALECT_NAMESPACE):
            return
        cls._mlir_module = cls._emit_module()
        irdl.load_dialects(cls._mlir_module)
        for op in cls.operations:
            op._attach_traits()
        cext = ext._cext
        # The bindings look for a Python module of every dialect, at each access to an operation until they find one.
        module = f"{ROOT}.dialects.{cls.DIALECT_NAMESPACE}"
        sys.modules.setdefault(module, ModuleType(module))
        cext.globals._register_dialect_impl(cls.DIALECT_NAMESPACE, cls, replace=True)
        # Type ids of dynamic types and attributes belong to one context, so the casters are registered for each.
        for type_ in cls.types:
            cext.register_type_caster(ir.DynamicType.lookup_typeid(type_.type_name), replace=True)(type_)
        for attr in cls.attributes:
            cext.register_type_caster(ir.DynamicAttr.lookup_typeid(attr.attr_name), replace=True)(attr)
        for op in cls.operations:
            cext.register_operation(cls, replace=True)(op)
            cext.register_op_adaptor(op, replace=True)(op.Adaptor)


class Rule(NamedTuple):
    """One sentence of an operation's verifier: `holds(op)` or the message, formatted with the attributes named in it."""

    holds: Callable[[Any], bool]
    message: Callable[[Any], str] | str


def rule(holds: Callable[[Any], bool], message: Callable[[Any], str] | str) -> Rule:
    """Makes a verifier rule; `message` follows "'tt.x.y' op " in the error."""
    return Rule(holds, message)


class Op(TT.Operation):
    """Base of all `tt` operations: rule based verifier, closed list of attributes, variadic operands without segment
    sizes.

    A class may declare one variadic operand, as its last operand. Optional attributes are listed in `optional`,
    attribute name to the MLIR attribute class it must have; they are read with `self.get("name")`. (`ext` takes every
    annotated name for a field of the operation, so neither `rules` nor `optional` is annotated.)
    """

    rules = ()
    optional = {}

    @classmethod
    def _generate_class_attributes(cls, dialect_name: str, op_name: str, fields: list) -> None:
        super()._generate_class_attributes(dialect_name, op_name, fields)
        # IRDL infers the length of a lone variadic operand; without segments the IR stays free of operandSegmentSizes.
        cls._ODS_OPERAND_SEGMENTS = None

    @classmethod
    def _generate_operand_properties(cls, operands: list) -> None:
        for i, operand in enumerate(operands):
            if operand.variadicity == irdl.Variadicity.variadic:
                if i != len(operands) - 1:
                    raise TypeError(f"{cls.__name__}.{operand.name}: a variadic operand must be the last one")
                getter = property(lambda self, i=i: list(self.operation.operands)[i:])
            else:
                getter = property(lambda self, i=i: self.operation.operands[i])
            setattr(cls, operand.name, getter)

    @classmethod
    def _generate_init_method(cls, fields: list) -> None:
        operands, attrs, results, regions = ext.partition_fields(fields)
        signature = cls._generate_init_signature(fields)
        base = ir.OpView.__init__

        def __init__(*args, **kwargs):
            extra = {name: kwargs.pop(name) for name in list(kwargs) if name in cls.optional}
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            given = bound.arguments
            flat: list = []
            for operand in operands:
                value = given[operand.name]
                flat.extend(value) if operand.variadicity == irdl.Variadicity.variadic else flat.append(value)
            # Not `process_attr`: it takes a false BoolAttr for a missing one.
            attributes = {a.name: given[a.name] for a in attrs}
            attributes.update({name: value for name, value in extra.items() if value is not None})
            base(
                given["self"],
                cls.OPERATION_NAME,
                cls._ODS_REGIONS,
                None,
                cls._ODS_RESULT_SEGMENTS,
                attributes=attributes,
                results=[r.process_type(given[r.name]) for r in results],
                operands=flat,
                successors=None,
                regions=len(regions) or None,
                loc=given["loc"],
                ip=given["ip"],
            )

        __init__.__signature__ = signature
        cls.__init__ = __init__

    def get(self, name: str) -> Any:
        """The optional attribute `name`, or None."""
        attributes = self.operation.attributes
        return attributes[name] if name in attributes else None

    def error(self, message: str) -> bool:
        """Emits "'tt.x.y' op message" at the operation's location; returns False, as verifiers do."""
        self.operation.location.emit_error(f"'{self.OPERATION_NAME}' op {message}")
        return False

    def verify_invariants(self) -> bool:
        """Checks the attribute list, then every rule; what IRDL finds missing is left to IRDL's own message."""
        attributes = self.operation.attributes
        declared = {f.name for f in self._fields if isinstance(f, ext.AttributeDef)}
        for named in attributes:
            name = getattr(named, "name", named)
            if name in declared or "." in name:
                continue
            if name not in self.optional:
                known = ", ".join(sorted(declared | set(self.optional))) or "none"
                return self.error(f"has no attribute '{name}' (it has: {known})")
            if not isinstance(attributes[name], self.optional[name]):
                return self.error(
                    f"attribute '{name}' must be a {self.optional[name].__name__}, got {attributes[name]}"
                )
        if any(name not in attributes for name in declared):
            return True
        try:
            for holds, message in self.rules:
                if not holds(self):
                    return self.error(message(self) if callable(message) else message)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            # Malformed operands or attributes: IRDL's check, which runs next, reports what is wrong.
            return True
        return True


def effects(reads: Iterable[int] = (), writes: Iterable[int] = ()) -> type:
    """A memory-effects trait: the operation reads and writes the memory behind the operands with these positions, no
    other.
    """
    read_positions, write_positions = tuple(reads), tuple(writes)

    class Effects(ir.MemoryEffectsOpInterface):
        @staticmethod
        def get_effects(op, effects):
            for i in read_positions:
                effects.append(ir.MemoryEffect.Read, op.op_operands[i])
            for i in write_positions:
                effects.append(ir.MemoryEffect.Write, op.op_operands[i])

    return Effects


def int_list(attr: Any) -> list[int]:
    """The integers of an ArrayAttr of IntegerAttr or of a dense i64 array."""
    return [int(getattr(x, "value", x)) for x in attr]


def int_array(values: Iterable[int]) -> ir.ArrayAttr:
    """An array attribute of i64, which prints without type suffixes: `[4, 2]`."""
    i64 = ir.IntegerType.get_signless(64)
    return ir.ArrayAttr.get([ir.IntegerAttr.get(i64, int(v)) for v in values])


def str_array(values: Iterable[str]) -> ir.ArrayAttr:
    """An array attribute of strings."""
    return ir.ArrayAttr.get([ir.StringAttr.get(v) for v in values])


def i64_attr(value: int) -> ir.IntegerAttr:
    """A 64-bit integer attribute."""
    return ir.IntegerAttr.get(ir.IntegerType.get_signless(64), int(value))
