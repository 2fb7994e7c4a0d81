# `make run` and `make test` are all one needs: they ask for Python 3.11 or newer, its venv module, and make.

PORT ?= 8000
SIZE ?= smoke
PYTHON := .venv/bin/python
LOCAL := $(PYTHON) -m kam.local
BESIDE := $(LOCAL) servers --
RUNTIME := .venv/.runtime
TOOLS := .venv/.tools

.PHONY: run stop test bench lint check screenshots lock clean
.DELETE_ON_ERROR:

run: $(RUNTIME)
	@$(LOCAL) run --port $(PORT)

stop: $(RUNTIME)
	@$(LOCAL) stop

test: $(TOOLS)
	@.ci/browser
	@$(BESIDE) $(PYTHON) -m pytest -n 2 --dist loadscope $(ARGS)

bench: $(TOOLS)
	@$(BESIDE) $(PYTHON) -m bench $(SIZE)

lint: $(TOOLS)
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	DEBUG=1 $(PYTHON) -m mypy
	.venv/bin/lint-imports

check: $(TOOLS)
	$(BESIDE) $(PYTHON) manage.py makemigrations --check --dry-run
	SITE_URL=https://kam.example $(BESIDE) $(PYTHON) manage.py check --deploy --fail-level WARNING
	$(BESIDE) $(PYTHON) -m pytest tests/test_translations.py tests/test_openapi.py

screenshots: $(TOOLS)
	@.ci/browser
	@$(BESIDE) $(PYTHON) -m docs.screenshots

COMPILE := $(PYTHON) -m uv pip compile --quiet --no-config --upgrade --universal --python-version 3.11 \
	--exclude-newer "7 days" --custom-compile-command "make lock"

# The versions of a week ago: a release that breaks or harms is mostly withdrawn by then.
lock: $(TOOLS)
	$(PYTHON) -m pip install --quiet uv
	$(COMPILE) pyproject.toml --output-file requirements.txt
	$(COMPILE) pyproject.toml --group dev --constraint requirements.txt --output-file requirements-dev.txt

clean:
	rm -rf .venv .data/test staticfiles .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Python itself is a prerequisite: where it was upgraded or has gone, what was installed for the old one is of no use.
$(RUNTIME): requirements.txt .venv/bin/python
	@.ci/install $<
	@touch $@

$(TOOLS): requirements-dev.txt $(RUNTIME)
	@.ci/install $<
	@touch $@

.venv/bin/python: ;
