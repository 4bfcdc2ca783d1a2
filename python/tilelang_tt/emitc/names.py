"""Names of C++ variables: taken from locations, made valid, unique among the names that are visible."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from .printer_base import walk_location

KEYWORDS = frozenset(
    """alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t char32_t class compl
    concept const consteval constexpr constinit const_cast continue co_await co_return co_yield decltype default delete
    do double dynamic_cast else enum explicit export extern false float for friend goto if inline int long mutable
    namespace new noexcept not not_eq nullptr operator or or_eq private protected public register reinterpret_cast
    requires return short signed sizeof static static_assert static_cast struct switch template this thread_local throw
    true try typedef typeid typename union unsigned using virtual void volatile wchar_t while xor xor_eq
    std size_t ssize_t ptrdiff_t main assert errno stdin stdout stderr offsetof NULL NAN INFINITY EOF
    int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t intptr_t uintptr_t""".split()
)

# Functions, types and macros of TT-Metalium's kernel and host API that a value could plausibly be named after. A macro
# would be expanded, a function would be hidden. Names that a program itself calls are reserved besides (names_in).
METALIUM = frozenset(
    """kernel_main ckernel tt tt_metal tt_l1_ptr ALWI FORCE_INLINE PACK MATH UNPACK DPRINT NOC_INDEX NOC_MODE noc_index
    get_arg_val get_arg_addr get_common_arg_val get_common_arg_addr get_compile_time_arg_val kernel_compile_time_args
    get_named_compile_time_arg_val TensorAccessor TensorAccessorArgs InterleavedAddrGen InterleavedAddrGenFast
    InterleavedPow2AddrGen CBIndex CircularBuffer Noc DataFormat PoolType ReduceDim BroadcastType EltwiseBinaryType
    REDUCE_OP REDUCE_DIM ELTWISE_OP ELTWISE_OP_TYPE BCAST_LLKOP BCAST_DIM MathFidelity MATH_FIDELITY DST_ACCUM_MODE
    SYNC APPROX my_x my_y my_logical_x_ my_logical_y_ get_relative_logical_x get_relative_logical_y
    get_absolute_logical_x get_absolute_logical_y
    cb_reserve_back cb_push_back cb_wait_front cb_pop_front cb_pages_available_at_front
    cb_pages_reservable_at_back get_write_ptr get_read_ptr get_tile_size get_dataformat get_noc_addr
    get_noc_multicast_addr get_semaphore get_local_cb_interface cb_interface invalidate_l1_cache noc_async_read
    noc_async_write noc_async_read_page noc_async_write_page noc_async_read_tile noc_async_write_tile
    noc_async_read_barrier noc_async_write_barrier noc_async_writes_flushed noc_async_atomic_barrier
    noc_async_full_barrier noc_async_write_multicast noc_semaphore_set noc_semaphore_inc noc_semaphore_wait
    noc_semaphore_wait_min noc_semaphore_set_multicast noc_semaphore_set_remote noc_inline_dw_write
    noc_async_read_set_trid noc_async_read_barrier_with_trid tile_regs_acquire tile_regs_commit tile_regs_wait
    tile_regs_release acquire_dst release_dst pack_tile pack_tile_block pack_reconfig_data_format
    pack_reconfig_l1_acc pack_untilize_init reconfig_data_format reconfig_data_format_srca reconfig_data_format_srcb
    mm_init mm_init_short mm_block_init mm_block_init_short matmul_tiles matmul_block matmul_init
    compute_kernel_hw_startup binary_op_init_common unary_op_init_common init_sfpu copy_tile copy_tile_init
    copy_tile_to_dst_init_short add_tiles add_tiles_init sub_tiles sub_tiles_init mul_tiles mul_tiles_init
    add_binary_tile sub_binary_tile mul_binary_tile div_binary_tile binary_max_tile binary_min_tile power_binary_tile
    binary_dest_reuse_tiles reduce_init reduce_tile reduce_uninit transpose_wh_init transpose_wh_tile tilize_init
    tilize_block untilize_init untilize_block fill_tile fill_tile_init fill_tile_int exp_tile exp_tile_init log_tile
    log_tile_init sqrt_tile sqrt_tile_init rsqrt_tile recip_tile recip_tile_init relu_tile relu_max_tile gelu_tile
    gelu_tile_init sigmoid_tile tanh_tile silu_tile abs_tile negative_tile square_tile sin_tile cos_tile tan_tile
    where_tile typecast_tile typecast_tile_init eqz_tile nez_tile ltz_tile gtz_tile lez_tile gez_tile
    add_unary_tile sub_unary_tile mul_unary_tile div_unary_tile rsub_unary_tile unary_max_tile unary_min_tile
    Program Buffer CoreCoord CoreRange CoreRangeSet MeshDevice MeshBuffer MeshWorkload CreateProgram CreateKernel
    CreateCircularBuffer CreateSemaphore CreateBuffer CircularBufferConfig DataMovementConfig ComputeConfig
    SetRuntimeArgs SetCommonRuntimeArgs EnqueueMeshWorkload EnqueueWriteMeshBuffer EnqueueReadMeshBuffer
    Finish distributed TT_FATAL TT_THROW""".split()
)

RESERVED = KEYWORDS | METALIUM
_WORD = re.compile(r"[A-Za-z_]\w*")
_NOT_CODE = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)


def words_in(text: str) -> set[str]:
    """The identifiers of a piece of C++ text, comments and strings left out."""
    return set(_WORD.findall(_NOT_CODE.sub(" ", text)))


def sanitise(name: str) -> str:
    """The name as a C++ identifier outside the implementation's name space; "" if nothing of it can be kept."""
    text = re.sub(r"_+", "_", re.sub(r"[^A-Za-z0-9_]", "_", name)).strip("_")
    if not text:
        return ""
    return f"v{text}" if text[0].isdigit() else text


def location_name(location: Any) -> str:
    """The identifier that a location names (the outermost NameLoc in it), or ""."""
    for loc in walk_location(location):
        if hasattr(loc, "name_str") and (text := sanitise(loc.name_str)):
            return text
    return ""


def snake(name: str) -> str:
    """`TensorAccessor<2>` -> `tensor_accessor`, `get_write_ptr` -> `write_ptr`: a variable named after its callee."""
    last = re.split(r"::|\.|->", name.partition("<")[0])[-1]
    text = sanitise(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", last).lower())
    return text[4:] if text.startswith("get_") and len(text) > 4 else text


class Scope:
    """The names that are visible in one function, block by block.

    Sibling blocks may use a name twice, as people do; a block never hides a name of an enclosing one.
    """

    def __init__(self, reserved: Iterable[str] = ()):
        self._reserved = RESERVED | set(reserved)
        self._blocks: list[set[str]] = [set()]

    def push(self) -> None:
        self._blocks.append(set())

    def pop(self) -> None:
        self._blocks.pop()

    def fresh(self, *bases: str) -> str:
        """Declares the first free one of `bases`, or the last with the lowest free number: `k`, `k_1`, `k_2`."""
        name = next((b for b in bases if not self._taken(b)), "")
        number = 0
        while not name:
            number += 1
            if not self._taken(candidate := f"{bases[-1]}_{number}"):
                name = candidate
        self._blocks[-1].add(name)
        return name

    def fresh_numbered(self, prefix: str) -> str:
        """Declares `v0`, `v1`, ...: the lowest number that is free."""
        number = 0
        while self._taken(f"{prefix}{number}"):
            number += 1
        return self.fresh(f"{prefix}{number}")

    def _taken(self, name: str) -> bool:
        return name in self._reserved or any(name in block for block in self._blocks)
