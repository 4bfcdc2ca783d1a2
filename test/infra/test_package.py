"""The shape of the package: what is installed, which part may use which, and that every pass in the table exists."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = {
    "tilelang_tt": ROOT / "python" / "tilelang_tt",
    "tilelang_tt.dialects": ROOT / "dialects",
    "tilelang_tt.passes": ROOT / "passes",
    "tilelang_tt.tools": ROOT / "tools",
}


def sources() -> Iterator[tuple[str, Path]]:
    """(module name, file) of every Python file of the package."""
    for package, folder in FOLDERS.items():
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(folder).with_suffix("").parts
            yield ".".join([package, *(part for part in parts if part != "__init__")]), path


def imports(path: Path, name: str = "") -> set[str]:
    """What the file of module `name` imports, `from a import b` as both `a` and `a.b`, wherever in the file."""
    found: set[str] = set()
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                above = package.split(".")[: package.count(".") + 2 - node.level]
                module = ".".join([*above, *([module] if module else [])])
            found |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return found


def below(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


# part -> what it must not import
FORBIDDEN = {
    "tilelang_tt.mlir": ["tilelang_tt.passes", "tilelang_tt.tools", "tilelang_tt.api"],
    "tilelang_tt.diagnostics": ["tilelang_tt.passes", "tilelang_tt.dialects", "tilelang_tt.tools"],
    "tilelang_tt.dialects": ["tilelang_tt.passes", "tilelang_tt.tools", "tilelang_tt.api", "tilelang_tt.sim"],
    "tilelang_tt.passes": ["tilelang_tt.tools", "tilelang_tt.api", "tilelang_tt.sim", "tilelang_tt.frontend"],
    "tilelang_tt.emitc": ["tilelang_tt.passes", "tilelang_tt.tools", "tilelang_tt.api", "tilelang_tt.sim"],
    "tilelang_tt.frontend": ["tilelang_tt.passes", "tilelang_tt.tools", "tilelang_tt.api", "tilelang_tt.sim"],
    "tilelang_tt.api": ["tilelang_tt.tools", "tilelang_tt.target"],
    "tilelang_tt.target": ["tilelang_tt.tools"],
    "tilelang_tt.sim": ["tilelang_tt.passes", "tilelang_tt.tools", "tilelang_tt.api"],
}


@pytest.mark.parametrize("part", FORBIDDEN)
def test_arrows_point_one_way(part: str) -> None:
    broken = [
        f"{name} imports {used}"
        for name, path in sources()
        if below(name, part)
        for used in sorted(imports(path, name))
        if any(below(used, other) for other in FORBIDDEN[part])
    ]
    assert broken == []


def test_only_the_shim_names_the_bindings() -> None:
    users = {
        name
        for name, path in sources()
        if any(below(used, r) for used in imports(path, name) for r in ("mlir", "torch_mlir"))
    }
    assert users <= {"tilelang_tt.mlir"}


def test_only_the_tracing_of_live_kernels_and_the_target_import_tilelang() -> None:
    users = {name for name, path in sources() if any(below(used, "tilelang") for used in imports(path, name))}
    assert {name.split(".")[1] for name in users} == {"frontend", "target"}


def test_dialect_files_keep_their_annotations() -> None:
    """`ext` reads the raw annotations of the classes; the future import would turn them into strings."""
    bad = [
        name for name, path in sources() if below(name, "tilelang_tt.dialects") and "__future__" in imports(path, name)
    ]
    assert bad == []


def test_every_folder_with_python_files_is_a_package() -> None:
    missing = {path.parent for _, path in sources() if not (path.parent / "__init__.py").exists()}
    assert missing == set()


def test_importing_the_package_is_light_and_its_names_exist() -> None:
    code = (
        "import sys, tilelang_tt as tt\n"
        "assert not [m for m in sys.modules if m.startswith(('torch', 'mlir', 'numpy'))]\n"
        "lives = ('install', 'jit', 'uninstall')\n"
        "for name in tt.__all__: name in lives or getattr(tt, name)\n"
        "assert 'torch' not in sys.modules and 'tilelang' not in sys.modules\n"
        "try: tt.nonsense\n"
        "except AttributeError as e: print(e)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stdout == "module 'tilelang_tt' has no attribute 'nonsense'\n", result.stderr


def test_every_pass_of_the_table_exists_and_describes_itself() -> None:
    from tilelang_tt.passes import registry
    from tilelang_tt.passes.base import Pass

    names = [name for row in registry.PASSES for name in row.names]
    assert len(names) == len(set(names)), "two passes share a name"
    for row, cls in registry.all_passes():
        assert issubclass(cls, Pass) and cls.name == row.name
        assert set(cls.aliases) <= set(row.names), f"{row.target} has aliases that the table lacks"
        assert cls.summary(), f"{row.target} has no docstring"
        for form in (cls.takes, cls.gives):
            assert form is None or form in registry.FORMS, f"{row.name}: form '{form}' has no verifier"


def test_named_pipelines_are_valid() -> None:
    from tilelang_tt.passes import registry
    from tilelang_tt.passes.manager import PassManager

    for text in registry.pipelines().values():
        assert PassManager(text).passes
