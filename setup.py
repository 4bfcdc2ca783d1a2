"""Lists the packages of the four source folders; everything else about the distribution is in pyproject.toml."""

from setuptools import find_packages, setup

ROOTS = {
    "tilelang_tt": "python/tilelang_tt",
    "tilelang_tt.dialects": "dialects",
    "tilelang_tt.passes": "passes",
    "tilelang_tt.tools": "tools",
}

setup(packages=[name for root, folder in ROOTS.items() for name in (root, *(f"{root}.{p}" for p in find_packages(folder)))])
