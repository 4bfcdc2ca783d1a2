"""A TileLang program as it is written for a GPU, from the kernel to the check: nothing in it knows this compiler.

python -m tilelang_tt examples/programs/matmul_relu.py --m 256
"""

import argparse

import tilelang
import tilelang.language as T
import torch


@tilelang.jit
def matmul_relu(A, B, block_M: int = 64, block_N: int = 64, block_K: int = 32):
    M, N, K = T.const("M N K")
    A: T.Tensor[[M, K], T.bfloat16]
    B: T.Tensor[[K, N], T.bfloat16]
    C = T.empty([M, N], T.bfloat16)

    with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
        A_shared = T.alloc_shared((block_M, block_K), T.bfloat16)
        B_shared = T.alloc_shared((block_K, block_N), T.bfloat16)
        C_local = T.alloc_fragment((block_M, block_N), T.float32)
        T.use_swizzle(panel_size=10)
        T.clear(C_local)
        for ko in T.Pipelined(T.ceildiv(K, block_K), num_stages=3):
            T.copy(A[by * block_M, ko * block_K], A_shared)
            T.copy(B[ko * block_K, bx * block_N], B_shared)
            T.gemm(A_shared, B_shared, C_local)
        for i, j in T.Parallel(block_M, block_N):
            C_local[i, j] = T.max(C_local[i, j], 0)
        T.copy(C_local, C[by * block_M, bx * block_N])
    return C


def main():
    parser = argparse.ArgumentParser()
    for name in ("m", "n", "k"):
        parser.add_argument(f"--{name}", type=int, default=128)
    sizes = parser.parse_args()

    a = torch.randn(sizes.m, sizes.k, device="cuda", dtype=torch.bfloat16)
    b = torch.randn(sizes.k, sizes.n, device="cuda", dtype=torch.bfloat16)
    c = matmul_relu(a, b)
    torch.cuda.synchronize()
    torch.testing.assert_close(c, torch.relu(a @ b), rtol=2e-2, atol=2e-1)
    print("the kernel and torch agree")

    profiler = matmul_relu.compile(a, b).get_profiler()
    profiler.assert_allclose(lambda a, b: torch.relu(a @ b), rtol=2e-2, atol=1e-1)
    print(f"latency: {profiler.do_bench():.4f} ms")


if __name__ == "__main__":
    main()
