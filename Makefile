# Two commands matter: `make demo` and `make test`. Both make .venv themselves and need only Python 3.11+ and the package index.
PYTHON ?= python3
SERVE ?= 1
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
DEMO := EVIDENCE_DATABASE_URL=sqlite:///data/demo.db

.DEFAULT_GOAL := help
.PHONY: help demo test check bench soak screenshots lock clean

help: ## List the targets.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1	\2/'

# A stamp per lock file: installed again only when the lock changed. Nothing is resolved, every archive is checked against its hash.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Evidence needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements/run.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing what Evidence needs (about a minute the first time) ..."
	@$(PIP) install --no-deps --require-hashes -r requirements/run.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the tests need (about a minute the first time) ..."
	@$(PIP) install --no-deps --require-hashes -r requirements/dev.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/run.stamp

demo: $(VENV)/run.stamp ## Refresh every claim from the sample into data/demo.db, load its grades, check its article, then serve the dashboard (SERVE=0: do not serve).
	@$(DEMO) $(BIN)/evidence refresh --source sample --full
	@$(DEMO) $(BIN)/evidence grades import data/sample/grades.csv
	@echo "Strength of evidence from the sample's illustrative grades (not a medical appraisal):"
	@$(DEMO) $(BIN)/evidence strength
	@$(DEMO) $(BIN)/evidence check --fail-on never data/sample/article.md > data/demo-findings.txt
	@tail -n 1 data/demo-findings.txt
	@echo "  (every finding is in data/demo-findings.txt)"
ifneq ($(SERVE),0)
	@echo "The dashboard is at http://127.0.0.1:8501 (stop it with Ctrl+C)."
	@$(DEMO) $(BIN)/streamlit run dashboard.py --server.port=8501
endif

test: $(VENV)/dev.stamp ## Lint, type check, floors and all tests.
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/pytest --numprocesses=auto

bench: $(VENV)/dev.stamp ## Every speed figure of the README, measured here and now.
	@$(BIN)/python -m benchmarks

soak: $(VENV)/dev.stamp ## Break the refresh in every known way for some minutes and compare what is left with an undisturbed one.
	@$(BIN)/python -m tests.support.soak

screenshots: $(VENV)/dev.stamp ## Photograph every page into docs/images/ (needs chromium).
	@$(BIN)/python -m docs.screenshots

lock: | $(VENV)/bin/python ## Resolve the dependencies afresh into requirements/ (needs uv on the PATH).
	uv pip compile --quiet pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --custom-compile-command "make lock" --extra postgres --extra build --output-file requirements/run.lock
	uv pip compile --quiet pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --custom-compile-command "make lock" --extra dev --constraint requirements/run.lock --output-file requirements/dev.lock

clean: ## Remove the environment, caches and the demo database.
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache data/demo.db* data/demo-findings.txt
