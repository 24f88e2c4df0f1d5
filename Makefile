# The two commands of the README are `make demo` and `make test`. Both set up all they need in .venv.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
DEMO_DIR ?= demo
JOBS ?= 2
PORT ?= 8000
DEMO_OPTIONS ?=

.PHONY: help demo test lint field ui browser pictures soak lock words gazetteer samples vendor clean

help:  ## Lists the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# --- set-up -------------------------------------------------------------------------------------------------

.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Sampai needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1)."; \
	       echo "Install it (Debian and Ubuntu: apt install python3 python3-venv) or run: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
	  || { echo "Python's venv module is missing. Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.run: .venv/.python requirements.lock pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@echo "Compiling the routing search; this happens once."
	$(BIN)/python -m sampai.engines.solver.ruin
	@touch $@

.venv/.dev: .venv/.run requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# --- what users run -----------------------------------------------------------------------------------------

demo: .venv/.run  ## Plans the sample regencies and opens the command centre on this machine
	$(BIN)/sampai demo --out $(DEMO_DIR) --jobs $(JOBS) --port $(PORT) $(DEMO_OPTIONS)

# --- what developers run ------------------------------------------------------------------------------------

# A checker of our logs that shares no code with us: Go and its own library of transparency logs, from Debian;
# openssl for single signatures; a C compiler for what stands between a program and its disk in the tests.
.venv/.go: .venv/.python
	@if test -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog && command -v go >/dev/null \
	   && command -v openssl >/dev/null && command -v cc >/dev/null; then touch $@; \
	 elif test "$$(id -u)" = 0 && command -v apt-get >/dev/null; then \
	   { apt-get update -qq && apt-get install -y -qq --no-install-recommends golang-go golang-golang-x-mod-dev openssl gcc libc6-dev; } >/dev/null \
	     && touch $@ || { echo "Go could not be installed; the log is checked with it."; exit 1; }; \
	 else echo "The log is checked with Go. Debian and Ubuntu: sudo apt install golang-go golang-golang-x-mod-dev openssl gcc libc6-dev"; exit 1; fi

# Node comes from PyPI into .venv, so that everybody builds with the same.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" $(CURDIR)/$(BIN)/npm --no-audit --no-fund --loglevel=error --prefix

.venv/.field: .venv/.dev field/package-lock.json
	$(NPM) field ci
	@touch $@

field: .venv/.field  ## Checks the field app, and that what is committed is what its sources make
	$(NPM) field run check
	$(NPM) field run build -- --outDir $(CURDIR)/.venv/field
	@diff -rq .venv/field src/sampai/static/field || { echo "Run make ui and commit src/sampai/static/field."; exit 1; }

ui: .venv/.field words  ## Builds the field app into src/sampai/static/field
	$(NPM) field run build

# A real OpenID Connect provider that tests log in with; its lock file names every package's digest.
.venv/.provider: .venv/.dev tests/people/oidc/package-lock.json
	$(NPM) tests/people/oidc ci
	@touch $@

test: lint browser field .venv/.provider .venv/.go  ## Import contracts, ruff, mypy strict, the field app, tests
	$(BIN)/pytest -q -n $(JOBS)

lint: .venv/.dev  ## Import contracts, ruff, mypy strict
	$(BIN)/lint-imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

browser:  ## Chromium, Firefox and certutil for the browser tests; installed by apt where root runs this
	@command -v "$${CHROMIUM:-chromium}" >/dev/null && command -v "$${FIREFOX:-firefox-esr}" >/dev/null && command -v certutil >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; \
	  then apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium firefox-esr libnss3-tools; \
	  else echo "The browser tests need Chromium, Firefox and certutil. Debian and Ubuntu: sudo apt install chromium firefox-esr libnss3-tools"; exit 1; fi; }

pictures: .venv/.dev browser  ## Makes the pictures of pages in docs/pictures anew
	SAMPAI_PICTURES=1 $(BIN)/pytest -q tests/journeys

soak: .venv/.dev  ## Slow tests: 10,000 fuzzed tables, 100,000 schedules of the ledger and the like
	$(BIN)/pytest -q -n $(JOBS) -m soak -o timeout=0

lock: .venv/.dev  ## Writes the lock files anew (needs uv: .venv/bin/pip install uv)
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	  --no-header --quiet pyproject.toml --group build -o requirements.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	  --no-header --quiet pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

words: .venv/.dev  ## Collects sentences for translation and compiles the catalogues
	$(BIN)/python scripts/words.py
	$(BIN)/python scripts/field_checklists.py

gazetteer: .venv/.dev  ## Makes the pack's compact gazetteer from the source data: SOURCE=DIR
	@test -n "$(SOURCE)" || { echo "Say where the source data is: make gazetteer SOURCE=../shared/data"; exit 2; }
	$(BIN)/pip install --quiet --disable-pip-version-check 'shapely>=2.1'
	$(BIN)/python scripts/gazetteer.py --source "$(SOURCE)"

samples: .venv/.run  ## Makes the samples that the pack ships
	$(BIN)/python scripts/samples.py

vendor: .venv/.dev  ## Fetches and checks what the map is drawn with, and makes its coastline (needs npm)
	$(BIN)/pip install --quiet --disable-pip-version-check 'shapely>=2.1'
	PYTHON=$(CURDIR)/$(BIN)/python scripts/vendor.sh

clean:  ## Removes the virtual environment and results
	rm -rf .venv demo out build dist $(PROVIDER)/node_modules
