"""What kernels may write: arguments, L1 pointers, thread macros, values read from tiles; and the host's helpers."""

from __future__ import annotations

from program_text import write_program

from tilelang_tt.sim.driver import Simulator

BARRIER = "        noc_async_read_barrier();\n"


def run(directory, changes):
    return Simulator().build(write_program(directory, changes)).run()


def test_l1_pointers_read_and_write_the_core_s_memory(tmp_path):
    # The reader replaces a's zeros by ones that it stores itself.
    code = (
        "        auto words = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(get_write_ptr(cb_a));\n"
        "        const uint32_t back = reinterpret_cast<uint32_t>(words + 1);\n"
        "        if (back != get_write_ptr(cb_a) + 4) { get_arg_val<uint32_t>(99); }\n"
        "        for (uint32_t i = 0; i < 512; ++i) { words[i] = 0x3F803F80; }\n"
    )
    result = run(tmp_path, {"reader.cpp": [(BARRIER, BARRIER + code)]})
    assert result.returncode == 1, result.stderr
    assert result.stdout.startswith("wrong: 40")  # e + 1 instead of 2


def test_named_and_common_arguments_and_defines(tmp_path):
    changes = {
        "main.cpp": [
            (
                "ReaderDataMovementConfig(reader_args)",
                'ReaderDataMovementConfig(reader_args, {{"STEP", "1"}}, {{"first_tile", 0}, {"cb_a", 0}})',
            ),
            (
                "    SetRuntimeArgs(program, writer",
                "    SetCommonRuntimeArgs(program, reader, {tiles});\n    SetRuntimeArgs(program, writer",
            ),
            ("{a_address, b_address, tiles}", "{a_address, b_address}"),
        ],
        "reader.cpp": [
            ("get_arg_val<uint32_t>(2)", "get_common_arg_val<uint32_t>(0)"),
            ("cb_a = 0", 'cb_a = get_named_compile_time_arg_val("cb_a")'),
            (
                "tile = 0; tile < tiles; ++tile",
                'tile = get_named_compile_time_arg_val("first_tile"); tile < tiles; tile += STEP',
            ),
        ],
    }
    assert run(tmp_path, changes).ok


def test_thread_macros_run_on_their_thread_only(tmp_path):
    code = "        UNPACK((cb_wait_front(cb_b, 1)));\n        MATH((unpack_only()));\n        PACK((unpack_only()));\n"
    changes = {
        "compute.cpp": [
            ("void kernel_main", "inline void unpack_only() { cb_wait_front(9, 1); }\n\nvoid kernel_main"),
            ("        cb_wait_front(cb_b, 1);\n", code),
        ]
    }
    assert run(tmp_path, changes).ok


def test_threads_may_differ_by_preprocessor(tmp_path):
    code = "#ifdef TRISC_UNPACK\n        cb_wait_front(cb_b, 1);\n#endif\n"
    assert run(tmp_path, {"compute.cpp": [("        cb_wait_front(cb_b, 1);\n", code)]}).ok


def test_a_value_of_a_tile_reaches_all_threads(tmp_path):
    # The first two elements of b, 1.0 as bf16, decides on all three threads alike.
    code = "        if (read_tile_value(cb_b, 0, 0) != 0x3F803F80) { continue; }\n        tile_regs_acquire();\n"
    assert run(tmp_path, {"compute.cpp": [("        tile_regs_acquire();\n", code)]}).ok


def test_kernel_from_a_string(tmp_path):
    changes = {
        "main.cpp": [
            ('CreateKernel(program, "writer.cpp", core,', "CreateKernelFromString(program, writer_text, core,"),
            ("int main() {", 'static const char* writer_text =\n#include "writer_text.inc"\n    ;\n\nint main() {'),
        ]
    }
    write_program(tmp_path, changes)
    (tmp_path / "writer_text.inc").write_text(f'R"kernel({(tmp_path / "writer.cpp").read_text()})kernel"\n')
    assert Simulator().build(tmp_path).run().ok


HOST = """\
#include <cstdio>
#include <numeric>
#include <vector>

#include <tt-metalium/tilize_utils.hpp>
#include <tt-metalium/work_split.hpp>

using namespace tt::tt_metal;

int main() {
    for (uint32_t units : {1u, 5u, 64u, 70u, 200u}) {
        const auto [cores, all, more, fewer, units_more, units_fewer] = split_work_to_cores(CoreCoord{8, 8}, units);
        std::printf("%u %zu %zu %zu ", cores, all.num_cores(), more.num_cores(), fewer.num_cores());
        std::printf("%u %u\\n", units_more, units_fewer);
    }
    std::vector<uint32_t> plain(64 * 96);
    std::iota(plain.begin(), plain.end(), 0u);
    const auto tiled = tilize_nfaces(plain, 64, 96);
    std::printf("%u %u %u %u %s\\n", tiled[16], tiled[256], tiled[512], tiled[1024],
                untilize_nfaces(tiled, 64, 96) == plain ? "back" : "lost");
}
"""


def test_work_split_and_tilize(tmp_path):
    (tmp_path / "main.cpp").write_text(HOST)
    lines = Simulator().build(tmp_path).run().stdout.splitlines()
    assert lines == [
        "1 1 1 0 1 0",
        "5 5 5 0 1 0",
        "64 64 64 0 1 0",
        "64 64 6 58 2 1",
        "64 64 8 56 4 3",
        "96 16 1536 32 back",  # row 1, face 1, face 2 (row 16), tile 1 (column 32)
    ]


def test_every_thread_has_its_own_global_variables(tmp_path):
    # Counted three times by three threads, the loop would end early if they shared the variable.
    changes = {
        "compute.cpp": [
            ("void kernel_main", "uint32_t done = 0;\nstatic uint32_t limit = 4;\n\nvoid kernel_main"),
            ("uint32_t tile = 0; tile < tiles; ++tile", "; done < limit; ++done"),
        ]
    }
    assert run(tmp_path, changes).ok


MAIL = "    for (uint32_t thread = 1; thread < 4; ++thread) { ckernel::mailbox_write(thread, 2); }\n"
LOOP = "    for (uint32_t tile = 0; tile < tiles; ++tile) {\n"


def test_words_in_mailboxes(tmp_path):
    # The writer's core tells all three compute threads how many tiles to leave out at the end; -2 of 4.
    changes = {
        "main.cpp": [("{c_address, tiles}", "{c_address, tiles - 2}")],
        "writer.cpp": [(LOOP, MAIL + LOOP)],
        "reader.cpp": [(LOOP, LOOP.replace("tile < tiles", "tile + 2 < tiles"))],
        "compute.cpp": [
            (
                LOOP,
                "    uint32_t less = 0;\n    UNPACK(less = mailbox_read(ckernel::ThreadId::BriscThreadId);)\n"
                "    MATH(less = mailbox_read(ckernel::ThreadId::BriscThreadId);)\n"
                "    PACK(less = mailbox_read(ckernel::ThreadId::BriscThreadId);)\n"
                + LOOP.replace("tile < tiles", "tile + less < tiles"),
            )
        ],
    }  # fmt: skip
    result = run(tmp_path, changes)
    assert not result.findings and result.returncode == 1 and result.stdout.startswith("wrong: "), result.stderr
    assert result.counters["counters"]["packs"] == 2


def test_mailboxes_that_do_not_exist(tmp_path):
    for file, call in (("reader.cpp", "ckernel::mailbox_write(1, 0);"), ("writer.cpp", "ckernel::mailbox_read(4);")):
        result = run(tmp_path, {file: [(LOOP, f"    {call}\n" + LOOP)]})
        assert result.findings[0].code == "MAILBOX_UNKNOWN", result.stderr


def test_a_word_that_nobody_sends(tmp_path):
    result = run(tmp_path, {"writer.cpp": [(LOOP, "    ckernel::mailbox_read(2);\n" + LOOP)]})
    assert result.findings[0].code == "DEADLOCK" and "waits for a word from MATH" in result.stderr


def test_threads_may_differ_by_the_preprocessor_in_included_files(tmp_path):
    code = "#ifdef TRISC_UNPACK\ninline void wait() { cb_wait_front(1, 1); }\n#else\ninline void wait() {}\n#endif\n"
    changes = {
        "compute.cpp": [
            ("        cb_wait_front(cb_b, 1);\n", "        wait();\n"),
            ("void kernel_main", '#include "wait.hpp"\n\nvoid kernel_main'),
        ]
    }
    write_program(tmp_path, changes)
    (tmp_path / "wait.hpp").write_text(code)
    result = Simulator().build(tmp_path).run()
    assert result.ok, result.stderr
