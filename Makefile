.DEFAULT_GOAL := help
.PHONY: help setup run worker demo seed test lint types check browser fix openapi sdk migrate migration
PY := .venv/bin/python
export PYTHONUTF8 := 1

help:  ## Show this list
	@awk -F ':.*##' '/^[a-z-]+:.*##/ {printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# What production needs, then what tests and checks need on top; each installed once a lock.
.venv/run: requirements.txt
	@python3 -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt .venv/run
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

setup: .venv/dev  ## Make .venv with all that tests and checks need

run: .venv/run  ## Serve the API on http://127.0.0.1:8000 with its background work
	@$(PY) -m cli run

worker: .venv/run  ## Do the background work alone (beside PostgreSQL)
	@$(PY) -m cli worker

demo: .venv/run  ## Three weeks in the life of Ana and Ben, over real HTTP
	@$(PY) -m cli demo

seed: .venv/run  ## Fill the database with the demo and print two log-ins
	@$(PY) -m cli seed

test: .venv/dev  ## Run all tests on SQLite and on a real PostgreSQL: make test T=tests/api
	@$(PY) -m pytest -n 2 $(T)

lint: .venv/dev  ## Style, layering, dependencies
	@$(PY) -m ruff check . && $(PY) -m ruff format --check . && .venv/bin/lint-imports --no-cache && .venv/bin/deptry .

types: .venv/dev  ## Static types
	@$(PY) -m mypy

check: lint types  ## Lint, types, specification and SDK as the code has them
	@$(PY) -m cli openapi --check
	@sh sdk/make.sh --check

browser: .venv/dev  ## The docs page in a real Chromium (from the system)
	@$(PY) -m pytest -o addopts="-ra -q" tests/browser

fix: .venv/dev  ## Let the linter mend what it can
	@$(PY) -m ruff check --fix . ; $(PY) -m ruff format .

openapi: .venv/run  ## Rewrite openapi.yaml from the code
	@$(PY) -m cli openapi

sdk: .venv/dev openapi  ## Rewrite the Python SDK from openapi.yaml
	@sh sdk/make.sh

migrate: .venv/run  ## Bring the database up to this release
	@$(PY) -m cli db upgrade

migration: .venv/dev  ## New migration from model changes: make migration M="add mood" R=0002
	@.venv/bin/alembic -c pyproject.toml revision --autogenerate --rev-id $(R) -m "$(M)"
