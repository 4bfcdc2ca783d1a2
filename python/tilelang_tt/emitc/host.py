"""The host program, `main.cpp`, and its CMakeLists.txt, printed from a plan.

Nothing here looks at a kernel's body: buffers, circular buffers, cores, kernels and the order of arguments are those
of the plan, so the host, the kernels and the simulator agree by construction.
"""

from __future__ import annotations

from collections.abc import Iterable

from tilelang_tt.dialects.extent import Extent, product, text
from tilelang_tt.emitc import host_groups, host_split
from tilelang_tt.emitc.host_names import Names
from tilelang_tt.emitc.host_tensors import (
    BLOCK_FLOATS,
    core_ranges,
    element_of,
    layout_headers,
    tensor_lines,
    with_layouts,
)
from tilelang_tt.emitc.host_text import (
    BLOCK_FLOAT,
    CEIL_DIV,
    CMAKE,
    EXTENT,
    HALF,
    HELPERS,
    INCLUDES,
    ONLY,
    SCALAR,
    SHARD,
    SMALL,
    WHOLE,
)
from tilelang_tt.emitc.names import sanitise
from tilelang_tt.plan.model import CB, Kernel, Plan
from tilelang_tt.plan.sequence import AnyPlan

_SCALARS = {"float32": "float", "int32": "int32_t", "uint32": "uint32_t"}
_CONFIGS = {"reader": "ReaderDataMovementConfig", "writer": "WriterDataMovementConfig"}
_DEFAULT_EXTENT = 200


def host_program(plan: Plan) -> str:
    """The text of main.cpp."""
    names = Names(plan)
    parts = [
        _banner(plan),
        includes(plan),
        "",
        helpers(plan),
        _work_table(plan),
        *host_groups.helpers(plan),
        "}  // namespace",
        "",
        _main(plan, names),
    ]
    return "\n".join(parts)


def cmake_lists(plan: AnyPlan) -> str:
    """The text of CMakeLists.txt."""
    return CMAKE.format(name=sanitise(plan.kernel) or "kernel")


def _block_floats(plan: AnyPlan) -> list[tuple[str, int]]:
    """The block formats of the tensors: digits in their name, bytes of a tile."""
    used = {b.format for b in plan.buffers}
    return [row for name, row in BLOCK_FLOATS.items() if name in used]


def includes(plan: AnyPlan) -> str:
    """The includes, those of the block formats only where they are used."""
    headers = [f"bfloat{digits}.hpp" for digits, _ in _block_floats(plan)] + layout_headers(plan)
    found = [*INCLUDES.splitlines(), *(f"#include <tt-metalium/{header}>" for header in headers)]
    if any(b.page_order is not None for b in plan.buffers):
        found.append("#include <algorithm>")
    system = sorted(line for line in found if line.startswith("#include <") and "/" not in line)
    metalium = sorted(
        (line for line in found if line.startswith("#include <tt-metalium/")),
        key=lambda line: (line.endswith(".hpp>"), line),
    )
    rest = [line for line in found if not line.startswith("#include")]
    return "\n".join([*system, "", *metalium, *rest[1:]])


def helpers(plan: AnyPlan) -> str:
    """The helpers, with the element types that the tensors need."""
    used = {element_of(b) for b in plan.buffers}
    extra = (HALF if "Half" in used else "") + (WHOLE if any(e.startswith("Whole") for e in used) else "")
    extra += SMALL if "Small" in used else ""
    for digits, tile_bytes in _block_floats(plan):
        extra += BLOCK_FLOAT.replace("@", digits).replace("BYTES", str(tile_bytes))
    shards = SHARD if any(program.aliases for program in plan.programs) else ""
    text = HELPERS.replace("SHARD\n", f"{shards}\n").replace("HALF\n", extra + "\n" if extra else "\n")
    return with_layouts(text, plan)


def _banner(plan: Plan) -> str:
    blocks = product(plan.grid_shape)
    cores = core_count(plan)
    up_to = "" if plan.is_static else "up to "
    lines = [
        f"Host program of {plan.kernel}: {blocks} blocks on {up_to}{cores} core{'s' if cores != 1 else ''} of {plan.device.name}.",
        "",
        "    main [data]" if plan.aliases else "    main [data [blocks]]",
        "",
        *FILES,
        *CHECK,
        *([] if plan.aliases else CHOICE),
        *symbol_lines(plan),
    ]
    return "\n".join(f"// {line}".rstrip() for line in lines)


FILES = (
    "Tensors are raw row-major files <data>/<name>.bin. Outputs are written to <data>/<name>.out.bin and compared with",
    "<data>/<name>.expected.bin where that exists; the exit code says whether all comparisons held. Without a directory",
)
"""What the banner says of files."""

CHECK = ("the inputs are random, and the check is that every result is a finite number.",)
CHOICE = ("With <blocks>, as in 0,7, only those blocks are computed, one on each core.",)


def core_count(plan: Plan) -> int:
    """The cores that take part."""
    return sum(len(r.rectangle) for r in plan.core_ranges)


def symbol_lines(plan: AnyPlan) -> list[str]:
    """What the banner says of symbolic dimensions."""
    if not plan.symbols:
        return []
    names = ", ".join(plan.symbols)
    return [
        "",
        f"The extents {names} are in files <data>/<name>.bin, 32 bits each; without a directory they are {_DEFAULT_EXTENT}.",
    ]


def _work_table(plan: Plan) -> str:
    if not plan.is_static:
        return "\n".join([host_split.split_text(plan), ONLY, *scalar_helpers(plan)])
    lines = [
        *work_lines(plan),
        "",
        *([] if plan.aliases else [ONLY]),
        *scalar_helpers(plan),
    ]
    return "\n".join(lines)


def work_lines(plan: Plan) -> list[str]:
    """The table of the blocks of each core."""
    rows = [
        f"    {{{{{core.strip('()').replace(',', ', ')}}}, {start}, {count}}},"
        for core, (start, count) in plan.per_core_args.items()
    ]
    head = "// Which blocks each core computes: tt_start_tile, tt_tile_count."
    return [head, "const std::vector<CoreWork> work = {", *rows, "};"]


def scalar_helpers(plan: AnyPlan) -> list[str]:
    """The functions that read scalars and symbolic dimensions."""
    sizes = [extent for program in plan.programs for extent in program.grid_shape]
    sizes += [extent for b in plan.buffers for extent in [*b.shape, *b.padded_shape]]
    return [
        *([SCALAR] if len(plan.symbols) < len(plan.scalars) else []),
        *([EXTENT.replace("DEFAULT", str(_DEFAULT_EXTENT))] if plan.symbols else []),
        *([CEIL_DIV] if any(isinstance(s, Extent) and "ceil_div" in text(s) for s in sizes) else []),
    ]


OPENING = (
    "const std::optional<std::filesystem::path> data =",
    "    argc > 1 ? std::optional<std::filesystem::path>(argv[1]) : std::nullopt;",
    "const std::string kernel_dir = std::filesystem::path(__FILE__).parent_path().string();",
    "",
    "auto device = distributed::MeshDevice::create_unit_mesh(0);",
    "auto& queue = device->mesh_command_queue();",
)
"""How main starts."""


def _main(plan: Plan, names: Names) -> str:
    body: list[str] = []
    body += [
        *OPENING,
        "Program program = CreateProgram();",
        f"const CoreRangeSet cores({core_range_set(plan)});",
        "",
        *_extents(plan, names),
        tensors_comment(plan),
    ]
    for buffer in plan.buffers:
        body += tensor_lines(buffer, names)
    body += ["", "// Circular buffers, the same on every core."]
    for cb in plan.cbs:
        body += circular_buffer_lines(cb, names)
    body += [""]
    body += host_groups.semaphore_lines(plan)
    for kernel in plan.kernels:
        body += kernel_lines(kernel, names)
    body += _runtime_args(plan, names)
    body += [""]
    body += write_lines(plan, names)
    body += [
        "distributed::MeshWorkload workload;",
        "workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));",
        "distributed::EnqueueMeshWorkload(queue, workload, false);",
        "",
        *finish_lines(plan, names),
    ]
    return f"int main(int argc, char** argv) {{\n{indented(body)}\n}}\n"


def tensors_comment(plan: AnyPlan) -> str:
    """What all tensors have in common."""
    usual = "in DRAM, interleaved over the banks page by page."
    special = any(b.memory is not None or b.sharding is not None for b in plan.buffers)
    return f"// Tensors: where nothing else is said, {usual}" if special else f"// Tensors {usual}"


def write_lines(plan: AnyPlan, names: Names) -> list[str]:
    """Tensors to the device. Scratch holds nothing yet: it is written only for the zeros of its padding."""
    moved = [b for b in plan.buffers if b.role != "scratch" or b.padded_shape != b.shape or b.tile_dims[0] < 0]
    return [
        f"distributed::EnqueueWriteMeshBuffer(queue, {name}.buffer, {name}.pages, false);"
        for name in (names.buffers[b.name] for b in moved)
    ]


def finish_lines(plan: AnyPlan, names: Names) -> list[str]:
    """Outputs from the device, their check, and the end of main."""
    lines = ["bool ok = true;"]
    for buffer in plan.buffers:
        if buffer.role in ("out", "inout"):
            name = names.buffers[buffer.name]
            lines.append(f"distributed::EnqueueReadMeshBuffer(queue, {name}.pages, {name}.buffer, true);")
            lines.append(f"ok &= finish({name}, data);")
    return [*lines, "device->close();", "return ok ? 0 : 1;"]


def indented(lines: Iterable[str]) -> str:
    """The text of a function's body."""
    return "\n".join(f"    {line}".rstrip() for line in lines)


def symbol_values(plan: AnyPlan, names: Names) -> list[str]:
    """The symbolic dimensions."""
    return [f'const uint32_t {names.symbols[name]} = extent(data, "{name}");' for name in plan.symbols]


def _extents(plan: Plan, names: Names) -> list[str]:
    """The symbolic dimensions, and who computes what where they decide it."""
    lines = symbol_values(plan, names)
    if not plan.is_static:
        lines.append(f"const std::vector<CoreWork> work = {host_split.split_call(plan, names)};")
    return [*lines, ""] if lines else []


def core_range_set(plan: Plan) -> str:
    """The cores that take part."""
    return core_ranges(plan.core_ranges)


def circular_buffer_lines(cb: CB, names: Names) -> list[str]:
    arguments = f"program, cores, CBIndex::c_{cb.id}, DataFormat::{cb.format}, {cb.pages}, {cb.page_bytes}"
    said = f"// {cb.name}: {cb.pages} pages, {cb.depth} block{'s' if cb.depth > 1 else ''}"
    if cb.alias is None:
        return [said, f"add_circular_buffer({arguments});"]
    return [f"{said}, each core's shard of {cb.alias}", f"add_shard({arguments}, *{names.buffers[cb.alias]}.buffer);"]


def kernel_lines(kernel: Kernel, names: Names) -> list[str]:
    lines = []
    config = []
    if kernel.thread != "compute":
        arguments = f"{kernel.thread}_args"
        lines.append(f"std::vector<uint32_t> {arguments};")
        for accessor in kernel.accessors:
            lines.append(f"TensorAccessorArgs(*{names.buffers[accessor]}.buffer).append_to({arguments});")
        lines += [
            f"const auto {kernel.thread}_config = {_CONFIGS[kernel.thread]}({arguments});",
            f'const auto {kernel.thread} = CreateKernel(program, kernel_dir + "/{kernel.file}", cores, {kernel.thread}_config);',
        ]
        return [*lines, ""]
    config.append(f".math_fidelity = MathFidelity::{kernel.math_fidelity},")
    config.append(f".fp32_dest_acc_en = {'true' if kernel.fp32_dest_acc_en else 'false'},")
    if kernel.unpack_to_dest_fp32:
        lines.append("std::vector<UnpackToDestMode> unpack_to_dest(NUM_CIRCULAR_BUFFERS, UnpackToDestMode::Default);")
        for id_ in kernel.unpack_to_dest_fp32:
            lines.append(f"unpack_to_dest[CBIndex::c_{id_}] = UnpackToDestMode::UnpackToDestFp32;")
        config.append(".unpack_to_dest_mode = unpack_to_dest,")
    lines += [
        "const ComputeConfig compute_config{",
        *(f"    {line}" for line in config),
        "};",
        f'const auto compute = CreateKernel(program, kernel_dir + "/{kernel.file}", cores, compute_config);',
    ]
    return [*lines, ""]


def argument_list(arguments: list[str]) -> list[str]:
    """The declaration of a core's arguments, on one line if it fits."""
    line = f"    const std::vector<uint32_t> args = {{{', '.join(arguments)}}};"
    if len(line) + 4 <= 120:
        return [line]
    return ["    const std::vector<uint32_t> args = {", *(f"        {a}," for a in arguments), "    };"]


def parameter_values(plan: AnyPlan, names: Names) -> list[str]:
    """The runtime arguments that are the same for all cores: addresses and numbers, in the order of the parameters."""
    arguments = {b.index: f"{names.buffers[b.name]}.address()" for b in plan.buffers}
    for scalar in plan.scalars:
        read = f'scalar<{_SCALARS[scalar.dtype]}>(data, "{scalar.name}")' if not scalar.implied else ""
        arguments[scalar.index] = read or names.symbols[scalar.name]
    return [arguments[index] for index in sorted(arguments)]


def _runtime_args(plan: Plan, names: Names) -> list[str]:
    arguments = [*parameter_values(plan, names), "start", "count"]
    return [
        *host_groups.group_lines(plan, alone="argc > 2"),
        "// Every kernel gets the same arguments: the parameters in order, then this core's range of blocks.",
        f"for (const auto& [core, start, count] : {'work' if plan.aliases else 'argc > 2 ? only(work, argv[2]) : work'}) {{",
        *argument_list(arguments),
        *set_arguments(plan),
        "}",
    ]


def set_arguments(plan: Plan, device: str = "*device") -> list[str]:
    """The loop over the kernels of a program that sets their arguments; readers that share reads have some more."""
    shared = bool(plan.shared_reads)
    threads = ", ".join(kernel.thread for kernel in plan.kernels if not (shared and kernel.thread == "reader"))
    lines = [
        f"    for (const auto kernel : {{{threads}}}) {{",
        "        SetRuntimeArgs(program, kernel, core, args);",
        "    }",
    ]
    if shared:
        lines.append(f"    SetRuntimeArgs(program, reader, core, with_parts(args, core, shared_reads, {device}));")
    return lines
