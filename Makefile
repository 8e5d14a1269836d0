# make run    the app: against Slack with tokens in .env, else in a sandbox on this computer
# make demo   the whole story by itself, in a fresh sandbox
# make test   everything that must hold; installs what the tests need
# Python 3.11 or newer with venv (Debian: python3-venv) and make are all that must be there before.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help run demo test python for-running for-sandbox venv debian lock texts docs pictures clean

ifndef PYTHON
PYTHON := $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
  if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$name; break; fi; done)
endif
VENV := .venv
BIN := $(VENV)/bin

# Every setting of the app: `make demo` and `make test` know none of them, wherever they may be set.
SETTINGS := SLACK_BOT_TOKEN SLACK_APP_TOKEN DATABASE_URL KEY_FILE KEY_STORE ENGINE OPERATOR PRIVACY_CONTACT SMTP_URL INBOX_URL \
  SMTP_PASSWORD SMTP_PASSWORD_FILE INBOX_PASSWORD INBOX_PASSWORD_FILE OAUTH_CLIENT_ID OAUTH_CLIENT_SECRET \
  OAUTH_CLIENT_SECRET_FILE OAUTH_TENANT OAUTH_REFRESH_TOKEN OAUTH_REFRESH_TOKEN_FILE OAUTH_TOKEN_URL \
  COPY_ADDRESS HOLIDAYS_FILE VENDORS_FOLDER AUTHSERV_ID LOG_LEVEL HEARTBEAT_FILE METRICS SLACK_API_URL DNS_SERVER WATCH_LOOPBACK CLOCK_URL
WITHOUT_SETTINGS := env $(addprefix -u ,$(SETTINGS))
TOKEN_LINE := ^[[:space:]]*(export[[:space:]]+)?SLACK_(BOT|APP)_TOKEN[[:space:]]*=[[:space:]]*["']?[^[:space:]"'\#]

HAS_TOKENS = [ -n "$${SLACK_BOT_TOKEN:-}$${SLACK_APP_TOKEN:-}" ] || grep -Eqs "$$TOKEN_LINE" .env

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

run:
	@if $(HAS_TOKENS); then $(MAKE) for-running; else $(MAKE) for-sandbox; fi
	@if $(HAS_TOKENS); then exec $(BIN)/python app.py; else exec $(WITHOUT_SETTINGS) $(BIN)/python -m sandbox.run; fi
run: export TOKEN_LINE := $(TOKEN_LINE)

demo: for-sandbox
	@exec $(WITHOUT_SETTINGS) $(BIN)/python -m sandbox.demo

test: venv debian
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(WITHOUT_SETTINGS) -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n 4 --dist worksteal

# What .venv holds grows with what is asked of it: what running the app needs, what the sandbox needs beside it, what the
# tests need. Copies of the lock files within say how far it is; it is made anew when what it holds has changed.
NEW_VENV = echo "Preparing $(VENV), once; this takes a minute ..."; rm -rf $(VENV); \
  $(PYTHON) -m venv $(VENV) || { echo "$(PYTHON) cannot make a virtual environment. On Debian: apt-get install python3-venv"; exit 1; }
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes
HOLDS_ALL = cmp -s requirements-dev.lock $(VENV)/requirements-dev.lock

python:
	@if ! $(or $(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
	  echo "AI Consent needs Python 3.11 or newer. Install it, or name it: make run PYTHON=/path/to/python3" >&2; \
	  exit 1; \
	fi

for-running: python
	@if ! $(HOLDS_ALL) && ! cmp -s requirements.lock $(VENV)/requirements.lock; then \
	  $(NEW_VENV); \
	  $(INSTALL) -r requirements.lock; \
	  cp requirements.lock $(VENV)/requirements.lock; \
	fi

for-sandbox: for-running
	@if ! $(HOLDS_ALL) && ! cmp -s requirements-dev.lock $(VENV)/sandbox.lock; then \
	  $(BIN)/python -m sandbox.requirements >$(VENV)/sandbox.txt; \
	  $(INSTALL) --no-deps -r $(VENV)/sandbox.txt; \
	  cp requirements-dev.lock $(VENV)/sandbox.lock; \
	fi

venv: python
	@if ! $(HOLDS_ALL); then \
	  if [ -e $(VENV)/requirements-dev.lock ] || ! cmp -s requirements.lock $(VENV)/requirements.lock; then $(NEW_VENV); fi; \
	  $(INSTALL) -r requirements-dev.lock; \
	  cp requirements-dev.lock $(VENV)/requirements-dev.lock; \
	fi

debian: venv
	@tests/debian-packages

# Both lock files, from pyproject.toml. What is pinned stays pinned: UPGRADE=1 takes the newest of everything.
lock: venv
	@$(BIN)/python -m venv --clear $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip install -qq --disable-pip-version-check uv
	@for lock in "requirements.lock --extra postgres" "requirements-dev.lock --extra test"; do \
	  $(VENV)/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header $(if $(UPGRADE),--upgrade) pyproject.toml -o $$lock; \
	done

texts: venv
	$(BIN)/python -m governance.locale

docs: venv
	$(BIN)/python -m governance states > docs/states.md.new
	mv docs/states.md.new docs/states.md

# The README's pictures, taken while the story is lived in the sandbox's page.
pictures: venv debian
	$(WITHOUT_SETTINGS) $(BIN)/python -m tests.browser.pictures

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
