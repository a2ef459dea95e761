# One line each: what a developer does with this project. README.md says more.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCK := $(VENV)/lock/bin/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-header --no-annotate --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
	--resolver=backtracking
WORKERS ?= 2

.PHONY: run test bench bench-mail demo-reset lint format coverage lock venv packages clean
.DEFAULT_GOAL := run

# Web, worker, mail catcher and the door for replies in the foreground; Ctrl-C stops all.
run: $(VENV)/.app-installed
	@$(BIN)/tracker serve

# Lint first because it is quick; pytest last so that its summary ends the output.
test: packages $(VENV)/.test-installed lint
	$(BIN)/pytest -n $(WORKERS)

bench: packages $(VENV)/.test-installed
	@$(BIN)/python -m tests.bench

# How well incoming mails are read, on ../shared/mail, beside the libraries alone.
bench-mail: $(VENV)/.test-installed
	@$(BIN)/python -m tests.bench.mail

demo-reset: $(VENV)/.app-installed
	@$(BIN)/tracker demo-reset

lint: $(VENV)/.test-installed
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-logo

format: $(VENV)/.test-installed
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .

coverage: packages $(VENV)/.test-installed
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

# Everything a developer's editor wants: the application and the tools.
venv: $(VENV)/.test-installed

# Debian packages of the tests; does nothing when they are there.
packages:
	@PYTHON="$(PYTHON)" .ci/packages

# Writes the locks anew from requirements/*.in; without -U the pinned versions stay.
lock:
	@test -x $(VENV)/lock/bin/pip-compile || { $(PYTHON) -m venv $(VENV)/lock \
		&& $(VENV)/lock/bin/python -m pip install --quiet pip-tools; }
	$(LOCK) $(U) --output-file requirements/app.txt requirements/app.in
	$(LOCK) $(U) --output-file requirements/test.txt requirements/test.in

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis htmlcov *.egg-info

# The stamps are what keeps a second run from installing anything again.
$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "需要 Python 3.11 或更新版本，可用 make PYTHON=/路径/python3.12 指定。"; \
		echo "Python 3.11 or newer is needed; name one with make PYTHON=/path/to/python3.12."; \
		exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "此 Python 缺少 venv/ensurepip 模块。Debian/Ubuntu 上请运行：apt-get install python3-venv"; \
		echo "This Python lacks venv/ensurepip. On Debian or Ubuntu: apt-get install python3-venv"; \
		exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.app-installed: $(VENV)/.created requirements/app.txt pyproject.toml
	@echo "正在安装依赖（仅首次） / installing dependencies (first time only) …"
	@$(INSTALL) --require-hashes -r requirements/app.txt
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test-installed: requirements/test.txt $(VENV)/.app-installed
	@$(INSTALL) --require-hashes -r requirements/test.txt
	@touch $@
