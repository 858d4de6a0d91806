# Two commands matter: `make run` and `make test`. Works with GNU Make 3.81 (macOS) and newer.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
PORT ?= 8000
export PORT

.DEFAULT_GOAL := help
.PHONY: help run simulate install test check coverage static frontend browser bench endure screenshots wheel docs lock format clean

help:
	@echo 'make run         start the portal on http://127.0.0.1:$(PORT), with a demo organisation (DEMO=0: without)'
	@echo 'make simulate    the loop from a pull request to an alert, without any outside system (STEP=1, BESIDE=address)'
	@echo 'make test        the whole gate, then every test: real servers and a real browser included'
	@echo 'make check       the gate: format, lint (templates, scripts and styles too), types, import contracts, migrations, tests of one process'
	@echo 'make coverage    every test, and which lines none of them runs'
	@echo 'make install     the virtual environment alone'
	@echo 'make bench       measure evaluation time, memory, conditions, uploads, decisions, lists, page load and layout'
	@echo 'make endure      60 and 20 random kills of the two shapes, and 1,500 mutated plans on PostgreSQL'
	@echo 'make screenshots the pictures of README and docs'
	@echo 'make wheel       the package for `pipx install`, into dist/'
	@echo 'make docs        the pages of docs/ as a site, into var/site'
	@echo 'make format      format, and fix what the linter can fix'
	@echo 'make lock        compile requirements*.in into hashed requirements*.txt'
	@echo 'make clean       remove what can be made again (never var/, where the data is)'

run: $(VENV)/installed
	@exec $(PY) manage.py start

simulate: $(VENV)/installed-dev
	@exec $(PY) -m tools.simulator $(if $(BESIDE),--portal $(BESIDE)) $(if $(STEP),--step)

install: $(VENV)/installed

# ── the environment ─────────────────────────────────────────────────────────────────────────────────────────────
# The stamps are newer than the requirements they were installed from; nothing is installed twice.

# The lists are complete, so pip need not look for what they depend on: a newer release of a package that another asks for
# with an extra ("coverage[toml]") makes older pips refuse the whole list.
PIP := $(PY) -m pip --disable-pip-version-check --no-input install --quiet --require-hashes --no-deps

$(PY):
	@test -w . || { echo "You may not write in $$PWD: clone the portal into a folder of your own." >&2; exit 1; }
	@for python in python3 python3.11 python3.12 python3.13 python3.14; do \
	  if command -v $$python >/dev/null 2>&1 \
	     && $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo 'The portal needs Python 3.11 or newer, and no such python3 is on the PATH.' >&2; exit 1; \
	fi; \
	echo "Making $(VENV) with $$($$found --version)"; \
	$$found -m venv $(VENV) || { rm -rf $(VENV); \
	  echo 'python3 could not make a virtual environment. On Debian and Ubuntu: apt install python3-venv' >&2; exit 1; }

$(VENV)/installed: requirements.txt | $(PY)
	@echo 'Installing the pinned packages of requirements.txt (a minute or two, once)'
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	@echo 'Installing the pinned tools of requirements-dev.txt'
	@$(PIP) -r requirements.txt -r requirements-dev.txt
	@touch $@

# ── the gate ────────────────────────────────────────────────────────────────────────────────────────────────────

PYTEST := $(PY) -m pytest --numprocesses auto --dist loadgroup

static: $(VENV)/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py check

frontend: $(VENV)/installed-dev
	$(BIN)/djlint templates --lint --quiet
	@sh scripts/check_frontend.sh

check: static frontend
	$(PYTEST) -m 'not servers and not browser'

test: static frontend browser
	$(PYTEST)

# Which lines no test runs. Counting them makes the tests several times slower before Python 3.12.
coverage: $(VENV)/installed-dev browser
	$(PYTEST) --cov gitops_portal --cov-report term:skip-covered

# A Chromium for the browser tests; without one they are skipped, and the closing lines of the tests say so.
browser: $(VENV)/installed-dev
	@$(PY) -m tests.chromium

bench: $(VENV)/installed-dev browser
	$(PY) -m scripts.bench
	$(PY) -m scripts.bench_command
	$(PY) -m scripts.bench_conditions
	$(PY) -m scripts.bench_upload
	$(PY) -m scripts.bench_decisions
	$(PY) -m scripts.bench_embedded
	$(PY) -m scripts.bench_layout
	$(PY) -m scripts.bench_hard
	$(PY) -m scripts.bench_lists
	$(PY) -m scripts.bench_page

# PLAN_CORPUS, when set, gives real plans to mutate; KEEP_BROKEN=folder keeps those that broke something.
endure: $(VENV)/installed-dev
	$(PY) -m pytest -s tests/test_kills.py -k scaled --kills 60
	$(PY) -m pytest -s tests/test_kills.py -k embedded --kills 20
	$(PY) -m pytest -s tests/attacks/test_mutations.py --mutations 1500

screenshots: $(VENV)/installed-dev browser
	$(PY) -m scripts.screenshots

format: $(VENV)/installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	@if [ -x node_modules/.bin/biome ]; then node_modules/.bin/biome check --write; fi

# The build tool is pinned in requirements-dev.txt, so nothing is fetched for it.
wheel: $(VENV)/installed-dev
	$(PY) -m pip wheel . --no-deps --no-build-isolation --wheel-dir dist

docs: $(VENV)/installed-dev
	$(BIN)/mkdocs build --quiet

lock: $(VENV)/installed-dev
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade \
	  requirements.in --output-file requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade \
	  requirements-dev.in --output-file requirements-dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
