"""lit configuration: `lit test` from an environment where the package is installed.

Substitutions, besides the tools by their names:
    %roundtrip   prints and parses the file, in both forms, then checks the CHECK lines
    %invalid     every part of the file must give exactly its expected-* diagnostics
    %check       FileCheck on this file
"""

import os
import shutil
import sys

import lit.formats

config.name = "tilelang_tt"  # noqa: F821  lit provides `config` and `lit_config`
config.test_format = lit.formats.ShTest(execute_external=False)  # noqa: F821
config.suffixes = [".mlir"]  # noqa: F821
config.test_source_root = os.path.dirname(__file__)  # noqa: F821
config.test_exec_root = os.path.join(os.path.dirname(config.test_source_root), "build", "lit")  # noqa: F821
# Data that other tests read.
config.excludes = ["Inputs", "corpus", "data", "golden", "goldens", "known_good"]  # noqa: F821

scripts = os.path.dirname(sys.executable)
search = os.pathsep.join([scripts, os.environ.get("PATH", "")])
config.environment["PATH"] = search  # noqa: F821
for name in ("CXX", "TILELANG_TT_MLIR_ROOT", "TILELANG_TT_DEBUG"):
    if name in os.environ:
        config.environment[name] = os.environ[name]  # noqa: F821


def find_filecheck() -> str:
    """The matcher named by `lit -Dfilecheck=...`, else the best there is.

    LLVM's own FileCheck is quicker and stricter; the port from PyPI understands the subset the tests use.
    """
    if "filecheck" in lit_config.params:  # noqa: F821
        return lit_config.params["filecheck"]  # noqa: F821
    for candidate in ("FileCheck", *(f"FileCheck-{version}" for version in range(30, 13, -1)), "filecheck"):
        found = shutil.which(candidate, path=search)
        if found:
            return found
    lit_config.fatal("no FileCheck found: pip install filecheck")  # noqa: F821
    raise AssertionError("unreachable")


filecheck = find_filecheck()
tt_opt = shutil.which("tt-opt", path=search)
if tt_opt is None:
    lit_config.fatal("tt-opt is not installed in this environment: pip install -e .")  # noqa: F821

config.substitutions += [  # noqa: F821
    (r"\bFileCheck\b", filecheck),  # first: the others contain its path
    (
        "%roundtrip",
        f"{tt_opt} --verify-roundtrip %s | {tt_opt} --mlir-print-op-generic - | {tt_opt} - | {filecheck} %s",
    ),
    ("%invalid", f"{tt_opt} --split-input-file --verify-diagnostics %s"),
    ("%check", f"{filecheck} %s"),
]
