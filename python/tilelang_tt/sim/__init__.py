"""The simulator: TT-Metalium programs, host and kernels unmodified, on a model of the chip."""
