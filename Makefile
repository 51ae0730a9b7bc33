# Everything a person does with the checkout. Logic lives in tools/.
PYTHON ?= python3
BIN := .venv/bin
JOBS ?= 2

.PHONY: run setup test fuzz lint format lock demo fonts clean

run:                       ## set up and open the desktop; without a display, run the demo
	@$(PYTHON) tools/setup.py --runtime
	@$(BIN)/python tools/run.py

setup:                     ## environment, system libraries, fonts; quick when nothing is to be done
	@$(PYTHON) tools/setup.py

test: lint                 ## what .ci/run calls
	$(BIN)/pytest -n $(JOBS) $(ARGS)

fuzz: setup                ## what nobody wrote, given to the readers; ARGS="600 xform": seconds, targets
	$(BIN)/python tools/fuzz.py $(ARGS)

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

lock:                      ## take newer versions within pyproject.toml; names, versions and hashes only
	@$(PYTHON) tools/setup.py
	@$(BIN)/python tools/lock.py

demo: setup
	$(BIN)/python main.py demo --out build/demo

fonts: setup
	$(BIN)/python tools/fetch_fonts.py --rare

clean:                     ## leaves .venv and the fonts
	rm -rf build dist .coverage .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
