"""What the time of a run goes to.

    result = Simulator(profile=True).build("some_dir/").run()
    profile = read_profile(result.counters, Path("some_dir/"))
    print(profile)                                   # as tt-run --profile
    profile.programs[0].lines[0].spent.stalls        # frozen dataclasses
    Path("profile.html").write_text(profile.html())

For compiled kernels: `kernel.profile(*arrays)`.
"""

from tilelang_tt.sim.profile.model import (
    Chip,
    CircularBuffer,
    Core,
    Kernel,
    Line,
    Profile,
    Program,
    SourceLine,
    Spent,
    Stall,
    Thread,
)
from tilelang_tt.sim.profile.reading import Names, read_profile
from tilelang_tt.sim.profile.resources import Link, Resources

__all__ = [
    "Chip",
    "CircularBuffer",
    "Core",
    "Kernel",
    "Line",
    "Link",
    "Names",
    "Profile",
    "Program",
    "Resources",
    "SourceLine",
    "Spent",
    "Stall",
    "Thread",
    "read_profile",
]
