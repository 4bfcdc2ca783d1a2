"""Lists the packages of the four source folders; everything else about the distribution is in pyproject.toml."""

from setuptools import find_namespace_packages, setup

ROOTS = {
    "tilelang_tt": "python/tilelang_tt",
    "tilelang_tt.dialects": "dialects",
    "tilelang_tt.passes": "passes",
    "tilelang_tt.tools": "tools",
}


def packages() -> list[str]:
    """Every folder under the roots: those without __init__.py hold C++ and JSON that must be installed too."""
    names = []
    for root, folder in ROOTS.items():
        found = find_namespace_packages(folder, exclude=["__pycache__", "*.__pycache__"])
        names += [root, *(f"{root}.{name}" for name in found)]
    return sorted(names)


setup(packages=packages())
