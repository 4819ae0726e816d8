# Two commands matter: `make demo` and `make test`. Everything they need is installed into .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: setup dev demo test check bench clean

setup: $(VENV)/.runtime

dev: $(VENV)/.dev

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'

$(VENV)/.runtime: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group dev
	@touch $@

demo: setup
	$(BIN)/migration-planner demo

# In the groups and the order of tests/conftest.py. With a process for each of two processors a third of their time went
# to waiting for files, servers and limits of time.
PYTEST := $(BIN)/python -m pytest --numprocesses=3 --dist=loadscope --no-loadscope-reorder

test: dev
	$(PYTEST)

check: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: dev
	$(PYTEST) -m ""
	$(BIN)/python -m bench
	$(BIN)/python -m bench.real_schemas
	$(BIN)/python -m bench.random_ddl
	$(BIN)/python -m bench.catalog
	$(BIN)/python -m bench.statement_forms
	$(BIN)/python -m bench.rehearsals
	$(BIN)/python -m bench.filling
	$(BIN)/python -m bench.plans
	$(BIN)/python -m bench.backfill
	$(BIN)/python -m bench.stalls
	$(BIN)/python -m bench.write_cost
	$(BIN)/python -m bench.graph_page
	$(BIN)/python -m bench.memory --postgresql
	$(BIN)/python -m bench.learning

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
