# `make` shows the targets. Everything runs from .venv, which `make setup` creates; nothing needs a device.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
TYPES  := build/types
# The simulator compiles C++: without a compiler on this machine, one comes from PyPI.
EXTRAS := dev,tilelang$(if $(shell command -v $${CXX:-c++} || command -v g++ || command -v clang++),,,compiler)
JOBS   ?= auto

.DEFAULT_GOAL := help
# `make test` reports in the order written, with the totals of the Python tests last.
.NOTPARALLEL:
.PHONY: help setup demo test lint types unit lit fuzz mutate bench docs clean

help: ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /\1\t/' | \
		while IFS="$$(printf '\t')" read -r name text; do printf '  make %-7s %s\n' "$$name" "$$text"; done

setup: $(STAMP) ## create .venv and install the project with what it needs from PyPI
	@:

$(STAMP): pyproject.toml setup.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
		{ echo "Python 3.10 or newer is needed; try: make setup PYTHON=python3.12" >&2; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) || \
		{ echo "cannot create $(VENV); on Debian: apt-get install python3-venv" >&2; rm -rf $(VENV); exit 1; }
	@echo "installing the project and its dependencies into $(VENV) (a few minutes the first time)"
	@PYTHONWARNINGS=ignore $(BIN)/pip install --quiet --disable-pip-version-check --editable '.[$(EXTRAS)]'
	@touch $@

demo: setup ## compile a TileLang GEMM, run it on the simulator and check the numbers
	@$(BIN)/tt-run examples/gemm.py:matmul --target wormhole -o build/demo

test: setup lint types lit unit ## run every check and test

lint: setup ## check style and formatting
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { $(BIN)/ruff format --diff . 2>&1 | tail -n 40; exit 1; }

# The package is four folders here; mypy wants to see it as one.
types: setup ## check types
	@rm -rf $(TYPES) && mkdir -p $(TYPES)/tilelang_tt
	@ln -s $(CURDIR)/python/tilelang_tt/* $(CURDIR)/dialects $(CURDIR)/passes $(CURDIR)/tools $(TYPES)/tilelang_tt/
	@MYPYPATH=$(TYPES) $(BIN)/mypy --config-file pyproject.toml --cache-dir build/mypy -p tilelang_tt

lit: setup ## run the FileCheck tests
	@$(BIN)/lit --succinct --verbose --no-progress-bar test

unit: setup ## run the Python tests
	@$(BIN)/python -m pytest -n $(JOBS) $(PYTEST_ARGS) test

FUZZ_EXAMPLES ?= 300
FUZZ_SEED     ?= 0

fuzz: setup ## random kernels, many more than `make test` runs: make fuzz FUZZ_EXAMPLES=300 FUZZ_SEED=0
	@FUZZ_EXAMPLES=$(FUZZ_EXAMPLES) FUZZ_SEED=$(FUZZ_SEED) $(BIN)/python -m pytest -n $(JOBS) test/differential

MUTANTS ?= 20

mutate: setup ## single edits of printed kernels that the simulator has to notice, so many of each kind: make mutate MUTANTS=20
	@$(BIN)/python test/mutation/run.py --each $(MUTANTS)

corpus: setup ## how far the kernels of a folder of TIR JSON files get: make corpus DIR=folder
	@$(BIN)/python -m tilelang_tt.tools.corpus $(DIR)

SIZES ?= default

bench: setup ## measure compile and simulation times, compare clocks with published ones (SIZES=all: also of large matrices)
	@$(BIN)/python test/bench/run.py --sizes $(SIZES)

docs: setup ## write the generated pages of docs/, run the code in README.md and docs/ and check their links
	@$(BIN)/python -m tilelang_tt.tools.gen_docs docs
	@$(BIN)/python -m pytest -n $(JOBS) test/docs

clean: ## remove build products, not .venv
	@rm -rf build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -not -path './$(VENV)/*' -type d -exec rm -rf {} +
