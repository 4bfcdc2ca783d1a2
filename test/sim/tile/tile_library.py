"""The C++ tile library under test, built once per session and called through ctypes on numpy arrays.

Tiles are float32 or uint32 arrays of 1024 elements in face order; `to_faces` and `from_faces` convert 32x32 matrices.
"""

import ctypes
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
SOURCES = HERE.parents[2] / "python" / "tilelang_tt" / "sim" / "src" / "tile"
DATA = HERE / "data"

FORMATS = {
    "Float32": 0, "Float16": 1, "Bfp8": 2, "Bfp4": 3, "Float16_b": 5, "Bfp8_b": 6, "Bfp4_b": 7, "Int32": 8, "UInt16": 9,
    "Lf8": 10, "Bfp2": 11, "Int8": 14, "Bfp2_b": 15, "UInt32": 24, "UInt8": 30,
}  # fmt: skip
FIDELITY = {"LoFi": 0, "HiFi2": 2, "HiFi3": 3, "HiFi4": 4}


class Config(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint8) for name in ("hardware", "fidelity", "dst32", "approx", "wormhole", "fp16")]


def config(*, hardware=True, fidelity="HiFi4", dst32=True, approx=False, wormhole=True, fp16=False):
    return ctypes.byref(Config(hardware, FIDELITY[fidelity], dst32, approx, wormhole, fp16))


def to_faces(matrix):
    return np.ascontiguousarray(matrix).reshape(2, 16, 2, 16).swapaxes(1, 2).reshape(1024)


def from_faces(tile):
    return np.ascontiguousarray(tile.reshape(2, 2, 16, 16).swapaxes(1, 2).reshape(32, 32))


def build(directory: Path) -> Path:
    """Compiles the library into `directory`; skips nothing: no compiler is an error."""
    compiler = os.environ.get("CXX") or next(filter(shutil.which, ("c++", "g++", "clang++")), None)
    if compiler is None:
        raise RuntimeError("no C++ compiler: set CXX or install g++")
    jobs = []
    objects = []
    for source in [*sorted(SOURCES.glob("*.cpp")), HERE / "bindings.cpp"]:
        objects.append(directory / (source.stem + ".o"))
        flags = ["-std=c++17", "-O3", "-march=native", "-ffp-contract=off", "-fPIC", "-Wall", "-Wextra", "-Werror"]
        jobs.append(subprocess.Popen([compiler, *flags, f"-I{SOURCES}", "-c", source, "-o", objects[-1]]))
        if len(jobs) >= (os.cpu_count() or 1):
            assert jobs.pop(0).wait() == 0
    assert all(job.wait() == 0 for job in jobs)
    library = directory / "libtile.so"
    subprocess.run([compiler, "-shared", "-o", library, *objects], check=True)
    return library


def _pointer(array):
    assert array.flags.c_contiguous
    return array.ctypes.data_as(ctypes.c_void_p)


class TileLibrary:
    def __init__(self, path: Path):
        self.lib = lib = ctypes.CDLL(str(path))
        lib.tile_size.restype = ctypes.c_uint64
        lib.tile_sfpu_name.restype = ctypes.c_char_p
        lib.tile_time.restype = ctypes.c_double
        names = [lib.tile_sfpu_name(i).decode() for i in range(lib.tile_sfpu_count())]
        self.sfpu_ids = {name: i for i, name in enumerate(names)}

    def tile_bytes(self, fmt):
        return self.lib.tile_size(FORMATS[fmt])

    def unpack(self, l1, fmt, *, to_dst=False, dst32=True, all_fp32=False):
        out = np.empty(1024, np.uint32)
        if to_dst:
            self.lib.tile_unpack_to_dst(_pointer(l1), FORMATS[fmt], _pointer(out))
        else:
            self.lib.tile_unpack_to_src(_pointer(l1), FORMATS[fmt], dst32, all_fp32, _pointer(out))
        return out

    def unpack_rows(self, l1, stride, fmt, *, dst32=True, all_fp32=False):
        out = np.empty(1024, np.uint32)
        self.lib.tile_unpack_rows(_pointer(l1), ctypes.c_uint64(stride), FORMATS[fmt], dst32, all_fp32, _pointer(out))
        return out

    def pack(self, tile, fmt, *, dst32=True):
        l1 = np.zeros(self.tile_bytes(fmt), np.uint8)
        self.lib.tile_pack(_pointer(tile), FORMATS[fmt], dst32, _pointer(l1))
        return l1

    def pack_rows(self, tile, fmt, l1, stride, *, dst32=True):
        self.lib.tile_pack_rows(_pointer(tile), FORMATS[fmt], dst32, _pointer(l1), ctypes.c_uint64(stride))

    def pack_accumulate(self, tile, fmt, l1, *, dst32=True):
        self.lib.tile_pack_accumulate(_pointer(tile), FORMATS[fmt], dst32, _pointer(l1))

    def relu(self, tile, mode, threshold=0.0):
        out = tile.copy()
        self.lib.tile_relu(_pointer(out), mode, ctypes.c_float(threshold))
        return out

    def matmul(self, dst, in0, in1, *, transposed=False, fresh=False, **options):
        out = np.array(dst, np.float32)
        self.lib.tile_matmul(_pointer(out), _pointer(in0), _pointer(in1), transposed, fresh, config(**options))
        return out

    def eltwise(self, a, b, op, *, bcast="None", dst=None, **options):
        out = np.full(1024, np.nan, np.float32) if dst is None else np.array(dst, np.float32)
        codes = ["Add", "Sub", "Mul"].index(op), ["None", "Col", "Row", "Scalar"].index(bcast)
        self.lib.tile_eltwise(_pointer(out), _pointer(a), _pointer(b), *codes, dst is not None, config(**options))
        return out

    def reduce(self, tile, scaler, pool, dim, *, dst=None, **options):
        out = np.full(1024, np.nan, np.float32) if dst is None else np.array(dst, np.float32)
        codes = ["Sum", "Avg", "Max"].index(pool), ["Row", "Col", "Scalar"].index(dim)
        self.lib.tile_reduce(_pointer(out), _pointer(tile), _pointer(scaler), *codes, dst is None, config(**options))
        return out

    def transpose(self, tile):
        out = tile.copy()
        self.lib.tile_transpose(_pointer(out))
        return out

    def sfpu(self, name, *tiles, params=(), **options):
        """Result of a vector-unit operation, as uint32 patterns."""
        op = self.sfpu_ids[name]
        assert len(tiles) == self.lib.tile_sfpu_operands(op) and len(params) == self.lib.tile_sfpu_parameters(op), name
        words = np.array([*params, 0, 0, 0][:3], np.uint32)
        out = np.empty(1024, np.uint32)
        operands = [_pointer(t) for t in tiles] + [None] * (3 - len(tiles))
        assert self.lib.tile_sfpu(op, *operands, _pointer(out), _pointer(words), config(**options)), name
        return out

    def seconds(self, what, repeats, tile, **options):
        return self.lib.tile_time(what, repeats, _pointer(tile), config(**options))
