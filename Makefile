# `make run` starts the service, `make test` tests it; both set up what they need first.

PORT ?= 8000
DEMO ?= 1
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
TEMPLATES = $$(find templates -name '*.html')

export SITE_URL ?= http://127.0.0.1:$(PORT)

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: setup ## start the service with demo content (DEMO=0: empty; PORT=8000)
	@$(BIN)/python -c "import socket; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(('127.0.0.1', $(PORT)))" 2>/dev/null \
		|| { echo "Port $(PORT) is in use. Take another: make run PORT=8080"; exit 1; }
	@if [ "$(DEMO)" != 0 ]; then $(MANAGE) demo; fi
	@echo
	@echo "The site:       $(SITE_URL)/"
	@echo "The desk:       $(SITE_URL)/desk/"
	@echo "The API:        $(SITE_URL)/api/v1/docs/"
	@echo "Mails arrive in $(CURDIR)/var/mail/"
	@echo
	@$(MANAGE) sign_in_link
	@echo
	@echo "Stop with Ctrl-C."
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/honcho start --port $(PORT)

.PHONY: setup
setup: .venv/installed var/local.env ## set everything up without starting
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) createcachetable --verbosity 0
	@$(MANAGE) collectstatic --noinput --verbosity 0

.PHONY: test
test: .venv/installed-dev ## set up and pass the tests (PostgreSQL: DATABASE_URL=…)
	$(BIN)/pytest -n auto -q $(ARGS)

.PHONY: faults
faults: .venv/installed-dev ## everything around the mail engine fails, in turn (ROUNDS=ci: scaled; SEED=…)
	$(BIN)/python -m tests.faults --rounds $(or $(ROUNDS),full) $(if $(filter ci,$(ROUNDS)),--parts 2) $(if $(SEED),--seed $(SEED)) $(ARGS)

.PHONY: soak
soak: .venv/installed-dev ## the same at random, for an hour (SOAK_MINUTES=60; SEED=…)
	$(BIN)/python -m tests.faults --soak $(or $(SOAK_MINUTES),60) $(if $(SEED),--seed $(SEED)) $(ARGS)

.PHONY: check
check: .venv/installed-dev ## linters, types, walls, templates, migrations, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	SECRET_KEY=check $(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djhtml --check $(TEMPLATES)
	$(BIN)/djade --target-version 5.2 --check $(TEMPLATES)
	SECRET_KEY=check $(MANAGE) makemigrations --check --dry-run
	SECRET_KEY=check $(MANAGE) spectacular --validate --fail-on-warn --file /dev/null
	SECRET_KEY=$$($(BIN)/python -c "import secrets; print(secrets.token_urlsafe(50))") SITE_URL=https://events.example $(MANAGE) check --deploy --fail-level WARNING
	$(BIN)/python .ci/translations.py

.PHONY: fmt
fmt: .venv/installed-dev ## format code and templates
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	$(BIN)/djhtml $(TEMPLATES)
	$(BIN)/djade --target-version 5.2 $(TEMPLATES)

.PHONY: messages
messages: .venv/installed-dev ## collect what is to be translated, and compile (needs gettext)
	SECRET_KEY=messages $(MANAGE) makemessages --locale es --no-location --no-obsolete --ignore=.venv --ignore=var --ignore=tests
	SECRET_KEY=messages $(MANAGE) compilemessages --locale es --ignore=.venv

.PHONY: bench
bench: .venv/installed-dev setup ## measure, as ratios to floors of the same run
	$(BIN)/python -m benchmarks.web_server
	$(BIN)/python -m benchmarks.rendering
	$(BIN)/python -m benchmarks.lists
	$(BIN)/python -m benchmarks.export
	$(BIN)/python -m benchmarks.search
	$(BIN)/python -m benchmarks.mail

.PHONY: lock
lock: ## pin anew all that the requirements pull in (with the oldest Python that is supported)
	rm -rf var/lock && mkdir -p var && $(PYTHON) -m venv var/lock
	@for name in requirements requirements-dev; do \
		sed '/^-/d' $$name.txt > var/lock/$$name.txt; \
		var/lock/bin/pip install --quiet --disable-pip-version-check --requirement var/lock/$$name.txt || exit 1; \
		var/lock/bin/pip freeze > var/lock/$$name.frozen; \
		echo "# What $$name.txt pulls in, every package pinned: \`make lock\`, with the oldest Python that is supported." > $$name.lock; \
	done
	cat var/lock/requirements.frozen >> requirements.lock
	comm -13 var/lock/requirements.frozen var/lock/requirements-dev.frozen >> requirements-dev.lock

.PHONY: clean
clean: ## remove what was set up, and what it holds
	rm -rf .venv var

.venv/bin/python:
	@$(or $(PYTHON),false) -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null \
		|| { echo "Python 3.11 or newer is needed. If it has another name here: make run PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c "import ensurepip, venv" 2>/dev/null \
		|| { echo "Python's venv module is missing here. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python requirements.txt requirements.lock
	@echo "Installing what the service runs on…"
	@$(BIN)/pip install --quiet --quiet --disable-pip-version-check --requirement requirements.txt
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt requirements-dev.lock
	@echo "Installing what it takes to test…"
	@$(BIN)/pip install --quiet --quiet --disable-pip-version-check --requirement requirements-dev.txt
	@touch $@

# secrets of this machine's own installation, readable by their owner alone
var/local.env: | .venv/installed
	@umask 077; mkdir -p var; $(BIN)/python -c "import secrets; print('SECRET_KEY=' + secrets.token_urlsafe(50) + '\nLOCAL=1')" > $@
