# make run: set up and open the app.  make test: set up and pass the tests.  Nothing else is needed first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST_ARGS ?=

# uv is a speed-up where it is on the PATH, never a need.
define install
	@$(PYTHON) -c 'import sys; sys.exit("DenialOps needs Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up from $(1) (only after it changed; about a minute the first time) ..."
	@if command -v uv >/dev/null 2>&1; then uv pip install -q --python $(BIN)/python -r $(1); \
	else $(BIN)/python -m pip install -q --disable-pip-version-check -r $(1); fi
endef

.PHONY: run test check format browser long bench evaluate lock clean

run: $(VENV)/.ready
	@$(BIN)/python app.py

test: $(VENV)/.ready-dev
	@$(BIN)/python -m pytest -n auto --dist loadfile $(PYTEST_ARGS)

check: $(VENV)/.ready-dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/.ready-dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

browser: $(VENV)/.ready-dev
	@$(BIN)/python -m pytest -m browser tests/browser $(PYTEST_ARGS)

bench: $(VENV)/.ready
	@$(BIN)/python -m denialops bench

# The accuracy page is made of these figures.
evaluate: $(VENV)/.ready
	@$(BIN)/python -m denialops evaluate tests/golden/set_a tests/golden/set_b tests/golden/set_c tests/golden/set_d tests/golden/set_e tests/golden/set_f --page docs/accuracy.md

# The full forms of what .ci/run samples, and the benches.
long: $(VENV)/.ready-dev
	@$(BIN)/python -m pytest -m slow --kills 100 --fuzz-seconds 600 --soak-seconds 1800 --timeout 3600 $(PYTEST_ARGS)
	@$(BIN)/python -m denialops bench

lock:
	uv pip compile --universal --python-version 3.11 -q --no-header --no-annotate requirements.in -o requirements.txt
	uv pip compile --universal --python-version 3.11 -q --no-header --no-annotate -c requirements.txt requirements-dev.in -o requirements-dev.txt

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.ready: requirements.txt
	$(call install,requirements.txt)
	@touch $@

$(VENV)/.ready-dev: requirements-dev.txt
	$(call install,requirements-dev.txt)
	@touch $@ $(VENV)/.ready
