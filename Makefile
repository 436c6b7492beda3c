# make demo         builds .venv, loads the demo community and serves it at http://127.0.0.1:$(PORT)
# make demo HTTPS=1 serves it to phones in the same network, which give the camera to secure pages only
# make test         runs every test on SQLite and, where a server answers, on PostgreSQL (ARGS="-k till" for some)
# make screens      pictures of every screen: three widths, ordinary and large type, light and dark, into var/screens
# make weight       bytes and seconds of every page on a weak network and a slow phone
# make lint         ruff, mypy, djhtml
# make tamper       a superuser against the seals: 1,000 rounds, each found and named
# make torture      clients that tap twice while workers and the database die; ten minutes
# make walk         a million random operations next to a model in plain Python, on both databases; resumable
# make races        several do the same at once: one winner in each of 500 rounds, and no deadlock in 100,000 transfers
# make drill        a backup under load and its restore, 1,000,000 transfers
# make fuzz         strange requests, files and pictures, thousands of them
# make bench        speed against minimal SQL, on both databases
# make bench-http   a check-in through the whole stack against a bare view, on PostgreSQL
# make bench-event  four hundred people sign in and out through the API, next to the bare view, on PostgreSQL
# make bench-peers  a posting against django-hordak and django-oscar-accounts, in an environment of their own
# make growth       the same pages at ten thousand and at ten million transfers (a quarter of an hour, 15 GB)
#
# PYTHON chooses the interpreter (3.11 or newer) that .venv is built with.

PYTHON ?= python3
PORT ?= 8000
TIER ?= s
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
MANAGE := $(BIN)/python site/manage.py

.PHONY: demo test lint tamper fuzz drill torture walk races bench bench-http bench-event bench-peers growth screens weight \
	chromium printing axe clean

demo: .venv/demo.installed
	@echo "Preparing the database ..."
	@$(MANAGE) migrate --no-input --verbosity 0
	@$(MANAGE) demo --tier $(TIER)
ifdef HTTPS
	@$(MANAGE) serve_https --port $(PORT)
else
	@echo
	@echo "Open http://127.0.0.1:$(PORT)   (Ctrl+C stops it; make demo serves it again)"
	@DJANGO_RUNSERVER_HIDE_WARNING=true $(MANAGE) runserver --noreload 127.0.0.1:$(PORT)
endif

test: .venv/test.installed chromium printing axe
	@$(BIN)/python -m tests $(ARGS)

lint: .venv/lint.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	find points honor_roll site templates tests -name '*.html' -print0 | xargs -0 -r $(BIN)/djhtml --check --tabwidth 2
	$(BIN)/mypy

fuzz: .venv/test.installed
	@$(BIN)/python -m tests.fuzz $(ARGS)

tamper: .venv/test.installed
	@$(BIN)/python -m tests.seals.tamper $(ARGS)

torture: .venv/test.installed
	@$(BIN)/python -m tests.torture $(ARGS)

walk: .venv/test.installed
	@$(BIN)/python -m tests.walk.run $(ARGS)

races: .venv/test.installed
	@$(BIN)/python -m tests.races.run $(ARGS)

drill: .venv/test.installed
	@$(BIN)/python -m tests.keeping.drill $(ARGS)

bench: .venv/test.installed
	@$(BIN)/python -m bench.run $(ARGS)

bench-http: .venv/test.installed
	@$(BIN)/python -m bench.http $(ARGS)

bench-event: .venv/test.installed
	@$(BIN)/python -m bench.event $(ARGS)

bench-peers: .venv/test.installed
	@$(BIN)/python -m bench.peers $(ARGS)

growth: .venv/test.installed
	@$(BIN)/python -m bench.growth $(ARGS)

screens: .venv/test.installed chromium
	@$(BIN)/python -m tests.browser.pictures $(ARGS)

weight: .venv/test.installed chromium
	@$(BIN)/python -m tests.browser.weight $(ARGS)

# The browser tests drive Debian's own Chromium. Whoever is not root gets them skipped, with the remedy named.
chromium:
	@if ! command -v chromium >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null \
		|| echo "Chromium could not be installed; the browser tests will be skipped."; \
	fi

# PDFs are laid out with Pango and turned into pictures, in which the tests read the codes.
printing:
	@if ! { command -v pdftoppm && command -v fc-list && ldconfig -p | grep -q libpangoft2; } >/dev/null 2>&1 \
		&& [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends fontconfig \
		fonts-noto-cjk libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 poppler-utils >/dev/null \
		|| echo "What PDFs need could not be installed; the tests of printed matter will be skipped."; \
	fi

# The browser tests look for barriers with axe-core, from npm. Where there is no npm they are skipped, with the remedy.
axe:
	@if command -v npm >/dev/null; then $(MAKE) --silent --no-print-directory tests/browser/node_modules/.installed; fi

tests/browser/node_modules/.installed: tests/browser/package-lock.json
	@npm ci --prefix tests/browser --ignore-scripts --no-audit --no-fund --loglevel error >/dev/null && touch $@ \
		|| echo "axe-core could not be installed; the tests with it will be skipped."

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Python 3.11 or newer is needed; choose one with: make PYTHON=python3.13 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv module is missing; on Debian install it with: apt-get install python3-venv"; exit 1; }
	@echo "Building .venv ..."
	@$(PYTHON) -m venv .venv

.venv/%.installed: .venv/bin/python pyproject.toml constraints.txt
	@echo "Installing what $* needs ..."
	@$(PIP) --editable '.[$*]'
	@touch $@

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache tests/browser/node_modules
