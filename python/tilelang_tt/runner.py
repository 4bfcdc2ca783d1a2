"""Running printed programs on the simulator with arrays of the user's."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ml_dtypes
import numpy as np

from tilelang_tt.diagnostics import Diag, render
from tilelang_tt.dialects.extent import evaluate, solve
from tilelang_tt.plan.model import Buffer
from tilelang_tt.sim.driver import Executable, RunResult, Simulator
from tilelang_tt.sim.findings import diagnostic
from tilelang_tt.sim.profile import Names, Profile, read_profile
from tilelang_tt.source_lines import SourceLines

if TYPE_CHECKING:
    from tilelang_tt.plan import AnyPlan
    from tilelang_tt.plan.model import Scalar

_BF16 = np.dtype(ml_dtypes.bfloat16)
_DTYPES = {
    "bfloat16": _BF16,
    "bool": np.dtype(np.bool_),
    **{
        name: np.dtype(getattr(ml_dtypes, name))
        for name in ("float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz")
    },
    "int4": np.dtype(ml_dtypes.int4),
}
_STORED = {
    "Float32": np.dtype(np.float32),
    "Float16": np.dtype(np.float16),
    "Float16_b": _BF16,
    "Int32": np.dtype(np.int32),
}


class SimulationError(Exception):
    """The program did not run to its end: a finding of the simulator, or a host program that failed.

    `findings` are as the simulator gives them, `diagnostics` the same with the line of the kernel that the C++ is for.
    """

    def __init__(self, message: str, findings: Sequence[Any] = (), diagnostics: Sequence[Diag] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)
        self.diagnostics = tuple(diagnostics)


def dtype_of(buffer: Buffer) -> np.dtype[Any]:
    """The numpy type of a tensor's elements."""
    return dtype_named(buffer.dtype)


def dtype_named(name: str) -> np.dtype[Any]:
    """The numpy type that TileLang calls `name`."""
    return _DTYPES.get(name) or np.dtype(name)


def stored_dtype(buffer: Buffer) -> np.dtype[Any]:
    """The numpy type of the elements in the host program's files: fp8 and integers of 8 bits go to the device as bf16,
    those of 16 bits as int32; what the device keeps in a wider or a block format is there as fp32.
    """
    if buffer.format.startswith("Bfp"):
        return np.dtype(np.float32)
    return np.dtype(np.uint32) if buffer.dtype == "uint32" else _STORED[buffer.format]


def to_stored(array: np.ndarray[Any, Any], buffer: Buffer) -> np.ndarray[Any, Any]:
    """A tensor as the host program takes it. Integers without a sign keep their bits."""
    array = np.ascontiguousarray(array)
    stored = stored_dtype(buffer)
    if array.dtype.kind == "u" and stored != array.dtype:
        array = array.view(np.dtype(f"int{8 * array.itemsize}"))
    return array.astype(stored, copy=False)


def from_stored(values: np.ndarray[Any, Any], buffer: Buffer) -> np.ndarray[Any, Any]:
    """What the host program gives as a tensor of the user's type."""
    dtype = dtype_of(buffer)
    if dtype.kind == "u" and values.dtype != dtype:
        return values.astype(np.dtype(f"int{8 * dtype.itemsize}")).view(dtype)
    return values.astype(dtype)


def parameters(plan: AnyPlan) -> list[Buffer | Scalar]:
    """What the user passes to the kernel, tensors and numbers, in order."""
    scalars = [scalar for scalar in plan.scalars if not scalar.implied]
    buffers = [buffer for buffer in plan.buffers if buffer.role != "scratch"]
    return sorted([*buffers, *scalars], key=lambda p: p.index)


class Program:
    """A program directory that can be called with arrays; built on the first call.

    `report` holds the counters and clocks of the last run.
    """

    def __init__(
        self,
        directory: Path,
        plan: AnyPlan,
        out_idx: Sequence[int] = (),
        simulator_options: Mapping[str, Any] | None = None,
    ) -> None:
        self.directory = directory
        self.plan = plan
        self.out_idx = tuple(out_idx)
        self.simulator_options = dict(simulator_options or {})
        self.report: dict[str, Any] = {}
        self._executable: Executable | None = None
        self._keep: Any = None

    @classmethod
    def of(
        cls, artifacts: Mapping[str, str], plan: AnyPlan, out_idx: Sequence[int], options: Mapping[str, Any]
    ) -> Program:
        """A program from its texts, in a directory of its own that goes when the program goes."""
        keep = tempfile.TemporaryDirectory(prefix="tilelang-tt-")
        for name, text in artifacts.items():
            (Path(keep.name) / name).write_text(text, "utf-8")
        program = cls(Path(keep.name), plan, out_idx, options)
        program._keep = keep
        return program

    @property
    def inputs(self) -> list[Buffer | Scalar]:
        """The tensors and numbers a call takes, in order."""
        return [p for p in parameters(self.plan) if p.index not in self.out_idx]

    def __call__(self, *arrays: Any, blocks: Sequence[int] | None = None) -> Any:
        """Runs the program; see `CompiledKernel.__call__`."""
        wanted = self.inputs
        if len(arrays) != len(wanted):
            names = ", ".join(b.name for b in wanted)
            raise TypeError(f"'{self.plan.kernel}' takes {len(wanted)} arrays ({names}), got {len(arrays)}")
        given = {p.index: argument(array, p, self.plan.kernel) for p, array in zip(wanted, arrays, strict=True)}
        results = self.run(given, blocks)
        for buffer, array in zip(wanted, arrays, strict=True):
            if buffer.index in results:
                store(array, results[buffer.index])
        returned = [like_inputs(results[i], arrays) for i in self.out_idx]
        if not returned:
            return None
        return returned[0] if len(returned) == 1 else tuple(returned)

    def profile(self) -> Profile:
        """What the time of the last run went to, also of one that ended in a finding. Raises ValueError where the program has no
        simulator option `profile`, or has not come as far as the device.
        """
        names = [Names(part.kernel, {cb.id: cb.name for cb in part.cbs}) for part in self.plan.programs]
        return read_profile(self.report, self.directory, SourceLines.read(self.directory).place, names)

    def sizes(self, given: Mapping[int, np.ndarray[Any, Any]]) -> dict[str, int]:
        """The symbolic dimensions for arrays by parameter position. Raises ValueError where they do not fit, or where no
        array has one.
        """
        tensors = [(b.name, b.shape, given[b.index].shape) for b in self.plan.buffers if b.index in given]
        try:
            found = solve(tensors)
        except ValueError as failure:
            raise ValueError(f"'{self.plan.kernel}': {failure}") from None
        missing = [name for name in self.plan.symbols if name not in found]
        if missing:
            raise ValueError(
                f"'{self.plan.kernel}': no input has the dimension '{missing[0]}'; pass the output as an array (out_idx=None)"
            )
        return found

    def run(
        self, given: Mapping[int, np.ndarray[Any, Any]], blocks: Sequence[int] | None = None
    ) -> dict[int, np.ndarray[Any, Any]]:
        """Runs with arrays by parameter position (missing ones are zero), all blocks or just those; returns what the
        program wrote, by position. Symbolic dimensions follow from the shapes of the arrays. Raises ValueError where
        they do not fit, and for blocks of a sequence of programs, which need all results of those before them, or of a program
        whose circular buffers are shards.
        """
        if blocks is not None and len(self.plan.programs) > 1:
            raise ValueError(
                f"'{self.plan.kernel}' has {len(self.plan.programs)} launches: it runs as a whole, not in blocks"
            )
        aliases = [name for program in self.plan.programs for name in program.aliases]
        if blocks is not None and aliases:
            raise ValueError(
                f"'{self.plan.kernel}' works in the shards of '{aliases[0]}', which its cores go through from the first block "
                "to the last: it runs as a whole, not in blocks"
            )
        sizes = self.sizes(given)
        if self._executable is None:
            options = {"target": self.plan.device.arch, **self.simulator_options}
            self._executable = Simulator(**options).build(self.directory)
        with tempfile.TemporaryDirectory(prefix="tilelang-tt-data-") as data:
            for buffer in self.plan.buffers:
                if buffer.index in given:
                    stored = to_stored(given[buffer.index], buffer)
                    (Path(data) / f"{buffer.name}.bin").write_bytes(stored.tobytes())
            for parameter in self.plan.scalars:
                number = sizes[parameter.name] if parameter.implied else given.get(parameter.index, 0)
                value = np.dtype(parameter.dtype).type(number)
                (Path(data) / f"{parameter.name}.bin").write_bytes(value.tobytes())
            result = self._executable.run([data, *([",".join(map(str, blocks))] if blocks is not None else [])])
            self.report = dict(result.counters)
            if result.findings or result.returncode:
                raise self._failure(result)
            results = {}
            for buffer in self.plan.buffers:
                path = Path(data) / f"{buffer.name}.out.bin"
                if path.exists():
                    flat = np.frombuffer(path.read_bytes(), stored_dtype(buffer))
                    shaped = flat.reshape([evaluate(extent, sizes) for extent in buffer.shape])
                    results[buffer.index] = from_stored(shaped, buffer)
        return results

    def _failure(self, result: RunResult) -> SimulationError:
        origin = SourceLines.read(self.directory).place
        bare = self._keep is not None
        diagnostics = [diagnostic(finding, self.directory, origin, bare) for finding in result.findings]
        texts = {path.name: path.read_text("utf-8") for path in self.directory.glob("*.cpp")} if bare else {}
        text = "\n".join(render(d, texts) for d in diagnostics) or result.stderr.strip() or result.stdout.strip()
        message = f"'{self.plan.kernel}' failed on the simulator:\n{text}"
        return SimulationError(message, result.findings, diagnostics)


def argument(value: Any, parameter: Buffer | Scalar, kernel: str) -> Any:
    """A parameter of a call as a numpy array or number. Raises TypeError or ValueError that name the parameter."""
    if isinstance(parameter, Buffer):
        return as_numpy(value, parameter, kernel)
    if not isinstance(value, (int, float, np.number)):
        raise TypeError(f"'{parameter.name}' of '{kernel}' must be a number, got {type(value).__name__}")
    return value


def as_numpy(array: Any, buffer: Buffer, kernel: str) -> np.ndarray[Any, Any]:
    """An argument as a numpy array of the tensor's type. Raises TypeError or ValueError that name the argument."""
    if hasattr(array, "detach"):
        array = to_array(array)
    if not isinstance(array, np.ndarray):
        raise TypeError(
            f"'{buffer.name}' of '{kernel}' must be a numpy array or a torch tensor, got {type(array).__name__}"
        )
    known = all(isinstance(extent, int) for extent in buffer.shape)
    if known and list(array.shape) != list(buffer.shape):
        raise ValueError(
            f"'{buffer.name}' of '{kernel}' has shape {tuple(array.shape)}, expected {tuple(buffer.shape)}"
        )
    if array.dtype != dtype_of(buffer):
        raise TypeError(f"'{buffer.name}' of '{kernel}' has type {array.dtype}, expected {dtype_of(buffer)}")
    return array


_BITS = {"bfloat16": "int16", **{name: "uint8" for name in _DTYPES if name.startswith("float8")}}
"""Types that torch and numpy do not hand each other, and the integers that carry their bits."""


def to_array(tensor: Any) -> np.ndarray[Any, Any]:
    """A torch tensor as a numpy array; on the same memory if that can be."""
    tensor = tensor.detach().cpu().contiguous()
    name = str(tensor.dtype).removeprefix("torch.")
    if name in _BITS:
        import torch

        bits: np.ndarray[Any, Any] = tensor.view(getattr(torch, _BITS[name])).numpy()
        return bits.view(_DTYPES[name])
    array: np.ndarray[Any, Any] = tensor.numpy()
    return array


def to_tensor(array: np.ndarray[Any, Any]) -> Any:
    """A numpy array as a torch tensor on the same memory."""
    import torch

    name = array.dtype.name
    if name in _BITS:
        return torch.from_numpy(array.view(_BITS[name])).view(getattr(torch, name))
    return torch.from_numpy(array)


def store(target: Any, values: np.ndarray[Any, Any]) -> None:
    """Writes a result into the array the user passed."""
    if hasattr(target, "detach"):
        target.copy_(to_tensor(values))
    else:
        target[...] = values


def like_inputs(values: np.ndarray[Any, Any], inputs: Sequence[Any]) -> Any:
    """A returned array: torch if an input is, and on the device of the first one; else numpy."""
    tensors = [a for a in inputs if hasattr(a, "detach")]
    return to_tensor(values).to(tensors[0].device) if tensors else values
