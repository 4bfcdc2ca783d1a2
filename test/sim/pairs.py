"""Programs in pairs: with one text a program is reported, at its line; with another in the same place it is right."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from program_text import line_of, write_program

from tilelang_tt.sim.driver import FINDING_EXIT_CODE, Finding, Simulator

Edits = list[tuple[str, str, str]]
HOLE = "<?>"

BARRIER = "        noc_async_read_barrier();\n"
WAIT = "        cb_wait_front(cb_a, 1);\n"
HEADER = '#include "api/compute/tile_move_copy.h"\n'
INIT = "    init_sfpu(cb_a, cb_out);\n    add_binary_tile_init();\n    exp_tile_init();\n"
SFPU = "        copy_tile(cb_a, 0, 0);\n        copy_tile(cb_b, 0, 1);\n        exp_tile(0);\n        add_binary_tile(0, 1, 0);\n"
ACQUIRE, COMMIT = "        tile_regs_acquire();\n", "        tile_regs_commit();\n"
PACK = "        tile_regs_wait();\n        pack_tile(0, cb_out);\n        tile_regs_release();\n"
RESERVE = "        cb_reserve_back(cb_out, 1);\n"
PUSH = "        cb_push_back(cb_out, 1);\n"
WIDE = "wide(4096, {{24, DataFormat::Float32}})"
CONFIG = "ComputeConfig{.compile_args = {tiles}}"
BOTH, FORMAT = "{0, 1, 16}", "{{id, DataFormat::Float16_b}}"


@dataclass(frozen=True)
class Pair:
    """`edits`, with HOLE in one of their new texts for `broken` or `mended`; `at` is a fragment of the reported line, "" for calls of
    the host; `says` is in the cause, `helps` in the remedy; `target` is the chip.
    """

    code: str
    file: str
    at: str
    thread: str
    broken: str
    mended: str
    edits: Edits
    env: dict[str, str] = field(default_factory=dict)
    says: str = ""
    helps: str = ""
    target: str = "wormhole"

    def changes(self, text: str) -> dict[str, list[tuple[str, str]]]:
        changes: dict[str, list[tuple[str, str]]] = {}
        assert sum(new.count(HOLE) for _, _, new in self.edits) == 1
        for file, old, new in self.edits:
            changes.setdefault(file, []).append((old, new.replace(HOLE, text)))
        return changes

    def check_broken(self, directory: Path) -> Finding:
        changes = self.changes(self.broken)
        result = Simulator(target=self.target).build(write_program(directory, changes)).run(env=self.env)
        assert result.returncode == FINDING_EXIT_CODE, result.stdout + result.stderr
        finding = result.findings[0]
        core = "(0, 0)" if self.at else ""
        assert (finding.code, finding.thread, finding.core) == (self.code, self.thread, core), result.stderr
        if self.at:
            assert (finding.file, finding.line) == (self.file, line_of(self.file, self.at, changes)), result.stderr
        assert finding.cause and finding.remedy and finding.code in result.stderr
        assert self.says in finding.cause and self.helps in finding.remedy, result.stderr
        return finding

    def check_mended(self, directory: Path) -> None:
        result = Simulator(target=self.target).build(write_program(directory, self.changes(self.mended))).run()
        assert result.ok and result.stdout == "right\n", result.stdout + result.stderr


def line(code: str, file: str, at: str, thread: str, broken: str, mended: str, **more: str) -> Pair:
    """`broken` in the place of `mended`, a text of the file that is right as it stands."""
    return Pair(code, file, at, thread, broken, mended, [(file, mended, HOLE)], **more)


def expect(bits: str) -> tuple[str, str, str]:
    """What every element of the result is, as bfloat16."""
    return ("main.cpp", "value != 0x4000", f"value != {bits}")


def compute(include: str, init: str, body: str) -> Edits:
    """A compute kernel with another set-up and other work between waiting for its operands and packing."""
    header = f'{HEADER}#include "api/compute/compute_kernel_hw_startup.h"\n#include "api/compute/{include}.h"\n'
    return [("compute.cpp", HEADER, header), ("compute.cpp", INIT, init), ("compute.cpp", SFPU, body)]


def at_last(text: str) -> Edits:
    """In the reader, once, after the last reads."""
    return [("reader.cpp", BARRIER, BARRIER + "        if (tile + 1 == tiles) {\n" + text + "        }\n")]
