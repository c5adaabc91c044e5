# One check command: `make check`. PYTHON is the interpreter of the environment to use.
PYTHON ?= .venv/bin/python

.PHONY: check lint types pages test docs templates goldens example constraints bench bench-small judges

check: lint types pages test

lint:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types:
	$(PYTHON) -m mypy

pages:
	$(PYTHON) docs/build.py --check

test:
	$(PYTHON) -m pytest

docs:
	$(PYTHON) docs/build.py

templates:
	$(PYTHON) -m gradflow template --campaign examples/2023届 --out templates

goldens:
	GRADFLOW_UPDATE=1 $(PYTHON) -m pytest

example:
	$(PYTHON) examples/build.py

constraints:
	(echo "# Every dependency, pinned: pip install -c constraints.txt ."; echo "# Made by 'make constraints'."; $(PYTHON) -m pip freeze --exclude-editable) > constraints.txt

judges:
	$(PYTHON) tests/judges.py

bench:
	$(PYTHON) benchmarks/run.py

bench-small:
	$(PYTHON) benchmarks/run.py --check
