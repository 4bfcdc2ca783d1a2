"""Matrices to and from the bytes of DRAM buffers: tile layout (faces) and row layout, in every recorded format."""

import numpy as np

ELEMENT = {"Float32": np.float32, "Int32": np.int32, "UInt32": np.uint32, "Float16_b": np.uint16, "UInt16": np.uint16}
TILE_BYTES = {"Float32": 4096, "Int32": 4096, "UInt32": 4096, "Float16_b": 2048, "UInt16": 2048, "Bfp8_b": 1088}


def encode(matrix: np.ndarray, fmt: str) -> np.ndarray:
    """Elements as the buffer holds them; bf16 values are exact in the float32 arrays."""
    if fmt == "Float16_b":
        return (np.ascontiguousarray(matrix, np.float32).view(np.uint32) >> 16).astype(np.uint16)
    if fmt in ("UInt32", "UInt16"):
        return np.ascontiguousarray(matrix, np.int32).view(np.uint32).astype(ELEMENT[fmt])
    return np.ascontiguousarray(matrix, ELEMENT[fmt])


def decode(elements: np.ndarray, fmt: str) -> np.ndarray:
    """The inverse: float32 for floats, int32 (bit pattern) for integers."""
    if fmt == "Float16_b":
        return (elements.astype(np.uint32) << 16).view(np.float32)
    if fmt == "Float32":
        return elements
    return elements.astype(np.uint32).view(np.int32) if fmt in ("UInt32", "UInt16") else elements


def tilize(matrix: np.ndarray) -> np.ndarray:
    """Row-major matrix to tiles in row-major order, each as four 16x16 faces."""
    rows, cols = matrix.shape
    return matrix.reshape(rows // 32, 2, 16, cols // 32, 2, 16).transpose(0, 3, 1, 4, 2, 5).reshape(-1)


def untilize(flat: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    rows, cols = shape
    return flat.reshape(rows // 32, cols // 32, 2, 2, 16, 16).transpose(0, 2, 4, 1, 3, 5).reshape(rows, cols)


def buffer_bytes(buffer: dict) -> tuple[int, int]:
    """(size, page size) of a buffer entry of program.json; the size is whole pages."""
    rows, cols = buffer["shape"]
    fmt = buffer.get("format", "Float16_b")
    size = rows * cols * np.dtype(ELEMENT[fmt]).itemsize
    default = TILE_BYTES[fmt] if buffer.get("layout", "tile") == "tile" else cols * np.dtype(ELEMENT[fmt]).itemsize
    page = buffer.get("page", default)
    return -(-size // page) * page, page


def to_bytes(matrix: np.ndarray, buffer: dict) -> bytes:
    elements = encode(matrix, buffer.get("format", "Float16_b"))
    flat = tilize(elements) if buffer.get("layout", "tile") == "tile" else elements.reshape(-1)
    return flat.tobytes().ljust(buffer_bytes(buffer)[0], b"\0")


def from_bytes(data: bytes, buffer: dict) -> np.ndarray:
    fmt = buffer.get("format", "Float16_b")
    rows, cols = buffer["shape"]
    flat = decode(np.frombuffer(data, ELEMENT[fmt])[: rows * cols], fmt)
    return untilize(flat, (rows, cols)) if buffer.get("layout", "tile") == "tile" else flat.reshape(rows, cols)
