"""Operations to Python closures: every operation is looked at once, however often it runs.

A handler takes the decoder and an operation and gives a step, which works on a frame. Values live in numbered slots of
the frame: scalars as numpy scalars (inside a vectorised loop: arrays that broadcast to the iteration space), memrefs
as `View`, blocks of tiles as two-dimensional arrays of elements, single tiles as [..., 32, 32] arrays, circular
buffers as `Fifo`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tilelang_tt.mlir import ir
from tilelang_tt.sim.reference.errors import Fault, InterpreterError


@dataclass
class Frame:
    """The state of one run of a function. `mask` (in vectorised loops) says which lanes are active; None: all. `sizes` are
    the symbolic dimensions.
    """

    values: list[Any]
    mask: Any = None
    blocks: Sequence[int] | None = None
    block_order: Callable[[int], Iterable[int]] | None = None
    sizes: Mapping[str, int] = field(default_factory=dict)


Step = Callable[[Frame], None]
Handler = Callable[["Decoder", Any], "Step | None"]

HANDLERS: dict[str, Handler] = {}
"""Operation name -> handler; filled by the modules of this package."""

TERMINATORS = frozenset({"func.return", "scf.yield", "scf.condition", "scf.reduce", "tt.tile.yield"})


def handler(*names: str) -> Callable[[Handler], Handler]:
    """Registers the decorated function for operations of these names."""

    def register(function: Handler) -> Handler:
        for name in names:
            HANDLERS[name] = function
        return function

    return register


@dataclass
class Code:
    """A decoded block: its steps with their operations, the slots of its arguments and of the terminator's operands."""

    arguments: list[int]
    steps: list[tuple[Step, Any]] = field(default_factory=list)
    yields: list[int] = field(default_factory=list)

    def run(self, frame: Frame) -> None:
        """Executes the steps; a fault becomes an error at its operation."""
        for step, op in self.steps:
            try:
                step(frame)
            except Fault as fault:
                raise InterpreterError.at(op, str(fault)) from None

    def results(self, frame: Frame) -> list[Any]:
        """The values of the terminator's operands."""
        return [frame.values[slot] for slot in self.yields]


class Decoder:
    """Decodes the blocks of one function and numbers its values."""

    def __init__(self) -> None:
        self._slots: dict[Any, int] = {}

    @property
    def size(self) -> int:
        """How many slots a frame needs."""
        return len(self._slots)

    def slot(self, value: Any) -> int:
        """The slot of a value."""
        return self._slots.setdefault(value, len(self._slots))

    def operands(self, op: Any) -> list[int]:
        """The slots of an operation's operands."""
        return [self.slot(v) for v in op.operation.operands]

    def result(self, op: Any) -> int:
        """The slot of an operation's only result."""
        return self.slot(op.operation.result)

    def results(self, op: Any) -> list[int]:
        """The slots of an operation's results."""
        return [self.slot(v) for v in op.operation.results]

    def block(self, block: ir.Block) -> Code:
        """Decodes a block. Raises InterpreterError at an operation without a handler."""
        code = Code([self.slot(a) for a in block.arguments])
        for op in block.operations:
            name = op.operation.name
            if name in TERMINATORS:
                code.yields = self.operands(op)
                continue
            found = HANDLERS.get(name)
            if found is None:
                raise InterpreterError.at(op, "the interpreter has no semantics for this operation")
            try:
                step = found(self, op)
            except Fault as fault:
                raise InterpreterError.at(op, str(fault)) from None
            if step is not None:
                code.steps.append((step, op))
        return code

    def region(self, op: Any, index: int = 0) -> Code | None:
        """Decodes the only block of a region; None if the region is empty."""
        blocks = list(op.operation.regions[index].blocks)
        return self.block(blocks[0]) if blocks else None


def pure(decoder: Decoder, op: Any, function: Callable[..., Any]) -> Step:
    """The step that gives the only result `function(*operands)`."""
    ins, out = decoder.operands(op), decoder.result(op)
    if len(ins) == 1:
        (only,) = ins

        def unary(frame: Frame) -> None:
            frame.values[out] = function(frame.values[only])

        return unary

    def step(frame: Frame) -> None:
        values = frame.values
        values[out] = function(*[values[i] for i in ins])

    return step


def attr(op: Any, name: str) -> Any:
    """The Python value of an attribute: int, bool, str or list; None if it is absent."""
    attributes = op.operation.attributes
    if name not in attributes:
        return None
    found = attributes[name]
    if isinstance(found, (ir.DenseI64ArrayAttr, ir.DenseI32ArrayAttr)):
        return list(found)
    return getattr(found, "value", found)
