# make run · make chat · make test · make lint · make bench   (see README.md)
PORT ?= 5005
LANGUAGE ?= en
PYTHON := $(shell command -v python3 || command -v python)
BIN := .venv/bin

.PHONY: run chat test lint format bench evaluate train domain lock sbom setup

run: setup
	@$(BIN)/advisor serve --port $(PORT)

chat: setup
	@$(BIN)/advisor chat --language $(LANGUAGE)

test: setup
	@$(BIN)/advisor check
	@$(BIN)/advisor train
	@$(BIN)/python -m pytest

lint: setup
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/advisor check && $(BIN)/advisor domain --check

format: setup
	@$(BIN)/ruff check --fix-only -q . ; $(BIN)/ruff format -q .

bench: setup
	@$(BIN)/python bench/assess.py
	@$(BIN)/python bench/report.py
	@$(BIN)/python bench/board.py
	@$(BIN)/python bench/widget.py
	@$(BIN)/python bench/turns.py --write
	@$(BIN)/python bench/sizes.py --write

evaluate: setup
	@$(BIN)/advisor evaluate

train: setup
	@$(BIN)/advisor train

domain: setup
	@$(BIN)/advisor domain

# New versions of the packages: hashes only, no addresses.
lock: setup
	@uv pip compile requirements/requirements.in --override requirements/overrides.txt --python-version 3.10 \
		--universal --generate-hashes --no-emit-index-url --no-header --upgrade -q -o requirements/requirements.lock

# Every part and its version, for scanners (CycloneDX).
sbom: setup
	@$(BIN)/python requirements/sbom.py build/sbom.json

setup:
	@test -n "$(PYTHON)" -o -n "$$(command -v uv)" || { echo "Python 3 (or uv) is needed: install python3 and run make again."; exit 1; }
	@if [ -n "$(PYTHON)" ]; then $(PYTHON) requirements/setup.py; else uv run --no-project requirements/setup.py; fi
