# Every target installs what it needs into .venv first. `make` alone lists them.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/ready
TORCH  ?= torch==2.13.0
PORT   ?= 8000

# The matrices here are small: a second BLAS thread waits more than it works.
export OPENBLAS_NUM_THREADS ?= 1

NOTEBOOKS := $(wildcard book/*.ipynb)
BOOK      := _build/html/index.html
AUDIT     := tools/audit/node_modules/.package-lock.json
PAGES     ?=
SOURCES   := $(shell find _config.yml _toc.yml _ext book casestudy_lib -type f \
               -not -name '*.pyc' -not -path '*/.ipynb_checkpoints/*')

.PHONY: help book pdf serve lab test notebooks audit logo bench mutants lint lock clean
.DEFAULT_GOAL := help

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

$(READY): requirements.txt pyproject.toml
	@echo 'installing into $(VENV), which takes a minute or two'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

book: $(BOOK)  ## execute the notebooks and build the book: _build/html/index.html

$(BOOK): $(READY) $(SOURCES)
	rm -rf _build
	$(BIN)/jupyter-book build . --warningiserror --nitpick --keep-going

pdf: $(BOOK)  ## print the built book into one file, with Chromium: see _build/pdf/
	$(BIN)/python -m tools.pdf $(if $(WITHOUT),--without $(WITHOUT))

serve: book  ## build the book and serve it at http://localhost:8000
	$(BIN)/python -m http.server $(PORT) --directory _build/html

lab: $(READY)  ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab book

test: $(BOOK)  ## unit tests, every notebook compared, every page in a real browser
	$(BIN)/python -m pytest -n 2

notebooks: $(READY)  ## execute the notebooks and store them with their text outputs
	$(BIN)/python tools/notebooks.py $(NOTEBOOKS)

logo: $(READY)  ## draw the logo and the favicon anew from the data
	$(BIN)/python tools/logo.py

audit: $(BOOK) $(AUDIT)  ## Lighthouse on every page, desktop and phone: _build/audit/table.txt
	$(BIN)/python -m tools.audit $(PAGES)

$(AUDIT): tools/audit/package-lock.json
	@command -v npm >/dev/null || { echo 'make audit needs Node.js 18.16 or newer, with npm'; exit 2; }
	npm ci --prefix tools/audit --no-audit --no-fund
	touch $@

bench: $(BOOK)  ## speed and memory beside other implementations; speed and size of the sliders
	$(BIN)/python -c "import torch" 2>/dev/null || $(BIN)/python -m pip install --quiet "$(TORCH)"
	$(BIN)/python benchmarks/bench.py
	$(BIN)/python -m benchmarks.sliders

mutants: $(READY)  ## break copies of the library on purpose and see the tests fail
	$(BIN)/python tests/mutants.py

lint: $(READY)  ## check style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

lock: $(READY)  ## pin requirements.txt anew from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra book --extra pdf --extra test --universal \
	    --no-header --no-annotate --no-emit-index-url --quiet --output-file requirements.txt
	printf -- '-e .\n' >> requirements.txt

clean:  ## remove everything that was built or installed
	rm -rf _build $(VENV) tools/audit/node_modules .pytest_cache .hypothesis .ruff_cache *.egg-info
	find . \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +
