"""The host program of a sequence: one function that builds each program, and a main that runs them in order.

    Program softmax_0(const std::string& kernel_dir, const std::vector<uint32_t>& parameters, const Tensor<...>& X, ...) {
    ...
    distributed::EnqueueMeshWorkload(queue, workload_0, false);
    distributed::EnqueueMeshWorkload(queue, workload_1, false);

The programs are on one command queue, which runs them one after the other: each sees all that those before it wrote.
Tensors go to the device once and come back once.
"""

from __future__ import annotations

from tilelang_tt.dialects.extent import product
from tilelang_tt.emitc import host, host_groups, host_split
from tilelang_tt.emitc.host_names import Names
from tilelang_tt.emitc.host_tensors import element_of, tensor_lines
from tilelang_tt.emitc.names import RESERVED, sanitise
from tilelang_tt.plan.model import Plan
from tilelang_tt.plan.sequence import AnyPlan, SequencePlan


def host_program(plan: AnyPlan) -> str:
    """The text of main.cpp, for one program or several."""
    if isinstance(plan, Plan):
        return host.host_program(plan)
    builders = _builder_names(plan)
    workloads = [f"workload_{i}" for i in range(len(plan.programs))]
    names = Names(plan, [*builders.values(), *workloads, "parameters", "everywhere"])
    parts = [
        _banner(plan),
        host.includes(plan),
        "",
        host.helpers(plan),
        *dict.fromkeys(host_split.split_text(program) for program in plan.programs if not program.is_static),
        *host.scalar_helpers(plan),
        *host_groups.helpers(plan),
        "\n".join(_builder(program, builders[program.kernel], names) for program in plan.programs),
        "}  // namespace",
        "",
        _main(plan, builders, names),
    ]
    return "\n".join(parts)


def _builder_names(plan: SequencePlan) -> dict[str, str]:
    """The C++ names of the functions that build the programs, by the names of the programs."""
    taken: set[str] = set()
    found = {}
    for i, program in enumerate(plan.programs):
        name = sanitise(program.kernel) or f"program_{i}"
        while name in RESERVED or name in taken:
            name += "_"
        taken.add(name)
        found[program.kernel] = name
    return found


def _banner(plan: SequencePlan) -> str:
    lines = [
        f"Host program of {plan.kernel}: {len(plan.programs)} programs of {plan.device.name}, one after the other.",
        "",
        "    main [data]",
        "",
        *host.FILES,
        *host.CHECK,
        *host.symbol_lines(plan),
    ]
    return "\n".join(f"// {line}".rstrip() for line in lines)


def _tensors(program: Plan) -> set[str]:
    """The tensors that the text of a program mentions, besides their addresses."""
    return {*(accessor for kernel in program.kernels for accessor in kernel.accessors), *program.aliases}


def _builder(program: Plan, name: str, names: Names) -> str:
    """The function that builds one program."""
    used = _tensors(program)
    blocks, cores = product(program.grid_shape), host.core_count(program)
    up_to = "" if program.is_static else "up to "
    parameters = [
        "const std::string& kernel_dir",
        "const std::vector<uint32_t>& parameters",
        *([] if program.is_static else ["const std::vector<CoreWork>& work"]),
        *(["const distributed::MeshDevice& device"] if program.shared_reads else []),
        *(f"const Tensor<{element_of(b)}>& {names.buffers[b.name]}" for b in program.buffers if b.name in used),
    ]
    body = [
        "Program program = CreateProgram();",
        f"const CoreRangeSet cores({host.core_range_set(program)});",
        "",
        "// Circular buffers, the same on every core.",
    ]
    for cb in program.cbs:
        body += host.circular_buffer_lines(cb, names)
    body += ["", *host_groups.semaphore_lines(program)]
    for kernel in program.kernels:
        body += host.kernel_lines(kernel, names)
    if program.is_static:
        body += [*host.work_lines(program), ""]
    body += host_groups.group_lines(program)
    body += [
        "// Every kernel gets the same arguments: the parameters in order, then this core's range of blocks.",
        "for (const auto& [core, start, count] : work) {",
        "    std::vector<uint32_t> args = parameters;",
        "    args.insert(args.end(), {start, count});",
        *host.set_arguments(program, "device"),
        "}",
        "return program;",
    ]
    return "\n".join(
        [
            f"// {program.kernel}: {blocks} blocks on {up_to}{cores} core{'s' if cores != 1 else ''}.",
            f"Program {name}(",
            *(f"    {p}{',' if p is not parameters[-1] else ') {'}" for p in parameters),
            host.indented(body),
            "}",
            "",
        ]
    )


def _main(plan: SequencePlan, builders: dict[str, str], names: Names) -> str:
    body = [*host.OPENING, ""]
    symbols = host.symbol_values(plan, names)
    body += [*symbols, ""] if symbols else []
    body.append(host.tensors_comment(plan))
    for buffer in plan.buffers:
        if buffer.role == "scratch":
            body.append(f"// {buffer.name}: what programs leave for those after them, on the device only.")
        body += tensor_lines(buffer, names)
    body += [
        "",
        *_list_lines("const std::vector<uint32_t> parameters = {", host.parameter_values(plan, names), "};"),
        "",
    ]
    body += host.write_lines(plan, names)
    body += [
        "",
        "// One command queue runs the programs in order.",
        "const distributed::MeshCoordinateRange everywhere(device->shape());",
    ]
    for i, program in enumerate(plan.programs):
        used = _tensors(program)
        arguments = ["kernel_dir", "parameters"]
        if not program.is_static:
            arguments.append(host_split.split_call(program, names, f"CoreRangeSet({host.core_range_set(program)})"))
        arguments += ["*device"] if program.shared_reads else []
        arguments += [names.buffers[b.name] for b in plan.buffers if b.name in used]
        body += [
            f"distributed::MeshWorkload workload_{i};",
            *_list_lines(f"workload_{i}.add_program(everywhere, {builders[program.kernel]}(", arguments, "));"),
            f"distributed::EnqueueMeshWorkload(queue, workload_{i}, false);",
        ]
    body += ["", *host.finish_lines(plan, names)]
    return f"int main(int argc, char** argv) {{\n{host.indented(body)}\n}}\n"


def _list_lines(head: str, items: list[str], tail: str) -> list[str]:
    """A list on one line if it fits, else one item a line."""
    line = head + ", ".join(items) + tail
    if len(line) + 4 <= 120:
        return [line]
    last = "," if tail.startswith("}") else ""
    return [head, *(f"    {item}," for item in items[:-1]), f"    {items[-1]}{last}", tail]
