# Every target installs what it needs into .venv first. `make` alone lists them.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8000
PAGES  ?=
RUNS   ?= 1

# Which Python made .venv is part of the name of what says that it is ready: another one that is
# asked for makes it anew. Without PYTHON= the one that is there will do.
VERSION := $(shell $(PYTHON) -c 'import platform; print(platform.python_version())' 2>/dev/null)
READY   := $(VENV)/ready-$(VERSION)
ifeq ($(origin PYTHON),file)
  READY := $(firstword $(wildcard $(VENV)/ready-*) $(READY))
endif

# The matrices here are small: a second BLAS thread waits more than it works.
export OPENBLAS_NUM_THREADS ?= 1

NOTEBOOKS := $(wildcard book/*.ipynb)
SOURCES   := $(shell find _config.yml _toc.yml _ext book casestudy_lib -type f \
               -not -name '*.pyc' -not -path '*/.ipynb_checkpoints/*' | sort)

# Written when a build has succeeded. The list of sources is part of the name, so that a page or
# module that is removed makes the book stale too.
BOOK    := _build/built-$(firstword $(shell echo $(SOURCES) | cksum))
PDF     := _build/pdf/watching-a-network-learn.pdf
BROWSER := $(foreach name,chromium chromium-browser google-chrome,$(shell command -v $(name) 2>/dev/null))
LHCI    := tools/lighthouse/node_modules/.bin/lhci

JUPYTER_BOOK := $(BIN)/jupyter-book build . --warningiserror --nitpick --keep-going

.PHONY: help book pdf serve lab test notebooks claims audit bench mutants lint lock clean
.DEFAULT_GOAL := help

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info < (3, 11) and sys.exit( \
	    "The book needs Python 3.11 or newer; $(PYTHON) is Python $(VERSION).")'
	@echo 'installing into $(VENV), which takes a minute or two'
	rm -rf $(VENV)/ready* $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@# By default every kernel warns that it speaks to this machine without encryption.
	mkdir -p $(VENV)/etc/ipython
	echo 'c.IPKernelApp.log_level = "ERROR"' > $(VENV)/etc/ipython/ipython_kernel_config.py
	touch $(VENV)/ready-$(VERSION)

book: $(BOOK)  ## execute the notebooks and build the book: _build/html/index.html

$(BOOK): $(READY) $(SOURCES)
	rm -rf _build
	$(JUPYTER_BOOK)
	touch $@

pdf: $(PDF)  ## print the book with Chromium: see _build/pdf/; without solutions if _config.yml withholds them

$(PDF): $(BOOK) tools/pdf.py tools/print.js tools/print.css
	$(JUPYTER_BOOK) --builder singlehtml
	$(BIN)/python -m tools.pdf

serve: book  ## build the book and serve it at http://localhost:8000
	$(BIN)/python -m http.server $(PORT) --directory _build/html

lab: $(READY)  ## open the notebooks in JupyterLab: notebooks/, which keeps what you change
	$(BIN)/python _ext/downloads.py
	$(BIN)/jupyter lab notebooks

test: $(BOOK) $(if $(BROWSER),$(PDF))  ## unit tests, every notebook compared, every page in a real browser
	$(BIN)/python -m pytest -n 2

notebooks: $(READY)  ## execute the notebooks and store them with their text outputs
	$(BIN)/python tools/notebooks.py $(NOTEBOOKS)

claims: $(READY)  ## run the trials behind the verdicts, from where they were left: book/data/trials/
	$(BIN)/python -m casestudy_lib.claims

audit: $(BOOK) $(LHCI)  ## Lighthouse on every page or PAGES=, phone and desktop: _build/audit/
	rm -rf _build/audit && mkdir _build/audit
	@cd _build/audit && for FORM in phone desktop; do export FORM PAGES='$(PAGES)' RUNS=$(RUNS); \
	    ../../$(LHCI) autorun --config=../../tools/lighthouse/lighthouserc.js || failed=1; \
	    node ../../tools/lighthouse/table.js; done; exit $$failed

$(LHCI): tools/lighthouse/package-lock.json
	@command -v npm >/dev/null || { echo 'make audit needs Node.js 18.16 or newer, with npm'; exit 2; }
	npm ci --prefix tools/lighthouse --no-audit --no-fund
	touch $@

bench: $(BOOK)  ## speed and memory beside other implementations; speed and size of the sliders and the playground
	$(BIN)/python benchmarks/bench.py
	$(BIN)/python -m benchmarks.sliders
	$(BIN)/python -m benchmarks.playground

mutants: $(READY)  ## break copies of the library on purpose and see the tests fail
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[mutation]'
	$(BIN)/mutmut run
	$(BIN)/mutmut results
	$(BIN)/python tests/mutate_notebooks.py

lint: $(READY)  ## check style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

lock: $(READY)  ## pin requirements.txt anew from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra book --extra pdf --extra test --universal \
	    --no-header --no-annotate --no-emit-index-url --quiet --output-file requirements.txt
	printf -- '-e .\n' >> requirements.txt

clean:  ## remove everything that was built or installed
	rm -rf _build mutants $(VENV) tools/lighthouse/node_modules .pytest_cache .hypothesis .ruff_cache *.egg-info
	find . \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +
