"""Prints the host program (main.cpp, Metalium host API) that a program.json describes.

The program takes one argument, a directory. It reads <buffer>.in from it, zeros where there is none, and writes
<buffer>.out: the bytes of the DRAM buffer, page after page.
"""

from layout import TILE_BYTES, buffer_bytes

HEADER = """\
#include <cstdint>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>

using namespace tt;
using namespace tt::tt_metal;

static std::vector<uint8_t> load(const std::string& path, size_t bytes) {
    std::vector<uint8_t> data(bytes);
    std::ifstream file(path, std::ios::binary);
    file.read(reinterpret_cast<char*>(data.data()), static_cast<std::streamsize>(bytes));
    return data;
}

static void save(const std::string& path, const std::vector<uint8_t>& data) {
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(data.data()), static_cast<std::streamsize>(data.size()));
}

int main(int, char** argv) {
    const std::string directory = std::string(argv[1]) + "/";
    auto device = distributed::MeshDevice::create_unit_mesh(0);
    auto& queue = device->mesh_command_queue();
    Program program = CreateProgram();
"""

PROCESSORS = {"reader": ("RISCV_1", "NOC_0"), "writer": ("RISCV_0", "NOC_1")}
NUM_CBS = 32


def host_program(program: dict) -> str:
    """C++ text; the kernel files are looked up in the working directory."""
    cores = [tuple(core) for core in program.get("cores", [[0, 0]])]
    lines = [HEADER.rstrip()]
    ranges = ", ".join(f"CoreRange(CoreCoord({x}, {y}))" for x, y in cores)
    lines.append(f"    const CoreRangeSet cores(std::vector<CoreRange>{{{ranges}}});")
    lines += _buffers(program["buffers"]) + _circular_buffers(program["cbs"])
    lines += [f"    CreateSemaphore(program, cores, {initial});" for initial in program.get("semaphores", [])]
    for role, kernel in program["kernels"].items():
        lines += _kernel(role, kernel, cores)
    lines += [
        "    distributed::MeshWorkload workload;",
        "    workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));",
        "    distributed::EnqueueMeshWorkload(queue, workload, false);",
        "    distributed::Finish(queue);",
        "    std::vector<uint8_t> result;",
    ]
    for buffer in program["buffers"]:
        if "out" in buffer:
            lines.append(f"    distributed::EnqueueReadMeshBuffer(queue, result, buffer_{buffer['name']}, true);")
            lines.append(f'    save(directory + "{buffer["name"]}.out", result);')
    lines += ["    device->close();", "    return 0;", "}"]
    return "\n".join(lines) + "\n"


def _buffers(buffers: list[dict]) -> list[str]:
    lines = []
    for buffer in buffers:
        name = f"buffer_{buffer['name']}"
        size, page = buffer_bytes(buffer)
        total = f"distributed::ReplicatedBufferConfig{{.size = {size}}}"
        local = f"distributed::DeviceLocalBufferConfig{{.page_size = {page}, .buffer_type = BufferType::DRAM}}"
        lines.append(f"    auto {name} = distributed::MeshBuffer::create({total}, {local}, device.get());")
        source = f'load(directory + "{buffer["name"]}.in", {size})'
        lines.append(f"    distributed::EnqueueWriteMeshBuffer(queue, {name}, {source}, false);")
    return lines


def _circular_buffers(cbs: list[dict]) -> list[str]:
    lines = []
    for cb in sorted(cbs, key=lambda cb: cb["id"]):
        page = cb.get("page", TILE_BYTES[cb["format"]])
        config = f"CircularBufferConfig({cb['tiles'] * page}, {{{{{cb['id']}, tt::DataFormat::{cb['format']}}}}})"
        lines.append(f"    CreateCircularBuffer(program, cores, {config}.set_page_size({cb['id']}, {page}));")
    return lines


def _kernel(role: str, kernel: dict, cores: list[tuple[int, int]]) -> list[str]:
    lines = [f"    std::vector<uint32_t> {role}_ct;"]
    for word in kernel.get("ct", []):
        if isinstance(word, str):
            lines.append(f"    TensorAccessorArgs(*buffer_{word[1:]}).append_to({role}_ct);")
        else:
            lines.append(f"    {role}_ct.push_back({word}u);")
    fields = [f".compile_args = {role}_ct"]
    if defines := kernel.get("defines"):
        fields.append(".defines = {" + ", ".join(f'{{"{k}", "{v}"}}' for k, v in defines.items()) + "}")
    if named := kernel.get("named"):
        fields.append(".named_compile_args = {" + ", ".join(f'{{"{k}", {v}}}' for k, v in named.items()) + "}")
    if role == "compute":
        lines.append(f"    std::vector<UnpackToDestMode> unpack_mode({NUM_CBS}, UnpackToDestMode::Default);")
        for cb in kernel.get("unpack_fp32", []):
            lines.append(f"    unpack_mode[{cb}] = UnpackToDestMode::UnpackToDestFp32;")
        settings = [
            f".math_fidelity = MathFidelity::{kernel.get('fidelity', 'HiFi4')}",
            f".fp32_dest_acc_en = {str(kernel.get('fp32_dest', False)).lower()}",
            f".dst_full_sync_en = {str(kernel.get('full_sync', False)).lower()}",
            ".unpack_to_dest_mode = unpack_mode",
            f".math_approx_mode = {str(kernel.get('approx', False)).lower()}",
        ]
        config = f"ComputeConfig{{{', '.join(settings + fields)}}}"
    else:
        processor, noc = PROCESSORS[role]
        settings = [f".processor = DataMovementProcessor::{processor}", f".noc = NOC::{noc}"]
        config = f"DataMovementConfig{{{', '.join(settings + fields)}}}"
    lines.append(f'    const auto {role} = CreateKernel(program, "{kernel["file"]}", cores, {config});')
    per_core = kernel.get("args_per_core") or [kernel.get("args", [])] * len(cores)
    for (x, y), args in zip(cores, per_core, strict=True):
        if not args:
            continue
        words = ", ".join(_argument(arg, (x, y)) for arg in args)
        lines.append(f"    SetRuntimeArgs(program, {role}, CoreCoord({x}, {y}), {{{words}}});")
    if common := kernel.get("common_args"):
        lines.append(
            f"    SetCommonRuntimeArgs(program, {role}, {{{', '.join(_argument(a, cores[0]) for a in common)}}});"
        )
    return lines


def _argument(arg: int | str, core: tuple[int, int]) -> str:
    """A word: itself, "&A" an address, "$x", "$y", "$x@3,1" a NoC coordinate of this or another logical core."""
    if not isinstance(arg, str):
        return f"{arg}u"
    if arg.startswith("&"):
        return f"static_cast<uint32_t>(buffer_{arg[1:]}->address())"
    x, y = arg[3:].split(",") if "@" in arg else core
    return f"static_cast<uint32_t>(device->worker_core_from_logical_core(CoreCoord({x}, {y})).{arg[1]})"
