"""The parts of host programs for reads that groups of cores share: semaphores, groups, and the readers' arguments."""

from __future__ import annotations

from tilelang_tt.plan.model import Plan, ReaderGroup
from tilelang_tt.plan.sequence import AnyPlan

_HELPERS = """
// Cores that read the same blocks: the sender reads them and multicasts them to the rest of the rectangle.
struct ReaderGroup {
    CoreRange cores;
    CoreCoord sender;
};

// The arguments of a core's reader: those that all kernels get, then its part in each shared read: whether it reads
// itself, how many cores it sends to, the corners of the group and the sender in NoC coordinates. A core in no group
// reads for itself alone.
std::vector<uint32_t> with_parts(
    std::vector<uint32_t> args,
    const CoreCoord& core,
    const std::vector<std::vector<ReaderGroup>>& shared_reads,
    const distributed::MeshDevice& device) {
    for (const auto& groups : shared_reads) {
        std::vector<size_t> part = {1, 0, 0, 0, 0, 0, 0, 0};
        for (const auto& [cores, sender] : groups) {
            if (cores.contains(core)) {
                const CoreCoord first = device.worker_core_from_logical_core(cores.start_coord);
                const CoreCoord last = device.worker_core_from_logical_core(cores.end_coord);
                const CoreCoord from = device.worker_core_from_logical_core(sender);
                const size_t receivers = core == sender ? cores.size() - 1 : 0;
                part = {core == sender, receivers, first.x, first.y, last.x, last.y, from.x, from.y};
            }
        }
        args.insert(args.end(), part.begin(), part.end());
    }
    return args;
}
"""


def helpers(plan: AnyPlan) -> list[str]:
    """The types and functions, if a program has shared reads."""
    return [_HELPERS.strip("\n") + "\n"] if any(program.shared_reads for program in plan.programs) else []


def semaphore_lines(program: Plan) -> list[str]:
    """The semaphores of a program, in the order of their ids."""
    shared = program.shared_reads or []
    named = {read.ready: f"{read.name}: receivers that have room" for read in shared}
    named |= {read.valid: f"{read.name}: the block is there" for read in shared}
    lines = [f"CreateSemaphore(program, cores, 0);  // {id_}, {named[id_]}" for id_ in sorted(named)]
    return ["// Semaphores, numbered as they are created.", *lines, ""] if lines else []


def group_lines(program: Plan, alone: str = "") -> list[str]:
    """The table of the groups of each shared read; without groups where the condition `alone` holds."""
    lines = []
    for read in program.shared_reads or []:
        lines += ["    {", f"        // {read.name}"]
        lines += [f"        {_group(group)}," for group in read.groups]
        lines.append("    },")
    if not lines:
        return []
    const = "" if alone else "const "
    table = [
        "// Reads that cores share.",
        f"{const}std::vector<std::vector<ReaderGroup>> shared_reads = {{",
        *lines,
        "};",
    ]
    if alone:
        # Cores that compute one block each, or none, do not take the same course.
        table += [f"if ({alone}) {{", "    shared_reads.assign(shared_reads.size(), {});", "}"]
    return [*table, ""]


def _group(group: ReaderGroup) -> str:
    (x, y), (columns, rows) = group.start, group.extent
    end = [x + columns - 1, y + rows - 1]
    first, last, sender = (f"{{{column}, {row}}}" for column, row in (group.start, end, group.sender))
    return f"{{{{{first}, {last}}}, {sender}}}"
