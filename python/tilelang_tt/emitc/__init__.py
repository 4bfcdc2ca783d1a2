"""From kernels to C++ text: the emitc form of a program and its printer.

`printer.print_cpp(module)` prints a module of `emitc` ops as C++ that reads like a hand-written TT-Metalium kernel.
"""
