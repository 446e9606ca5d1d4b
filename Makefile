# Every target sets up what it needs on first use: Python 3.11+, make and the package registry are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PROCESSES ?= $(shell n=$$(nproc); echo $$((n < 4 ? n * 2 : 8)))
READERS := $(patsubst tests/readers/%.lock,$(VENV)/readers/%/.ready,$(wildcard tests/readers/*.lock))
PEERS := $(VENV)/peers/.ready

.PHONY: help run ui quick test test-ui check docs lines lock bench clean
.DEFAULT_GOAL := help

help:  ## what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Diarium needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# other versions of DuckDB, a replay tool and validators, a folder each: what we publish and store must open and pass in them too
$(VENV)/readers/%/.ready: tests/readers/%.lock | $(READY)
	$(install-beside)

# what the whole product is measured beside: Scrapy, BeautifulSoup, pandas
$(PEERS): tests/benchmarks/peers.lock | $(READY)
	$(install-beside)

define install-beside
@rm -rf $(@D)
$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --target $(@D) -r $<
@touch $@
endef

run: $(READY)  ## crawl the bundled sample registry, build, check, publish and export the warehouse
	$(BIN)/diarium run

ui: $(READY)  ## the Dagster UI on http://127.0.0.1:3000
	$(BIN)/diarium ui

quick: $(READY)  ## while you work: lint, types, and the unit tests that are fast
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto --maxprocesses 8 -m 'not ui and not slow' tests/unit

test: $(READY) $(READERS)  ## unit, registry and integration tests, two processes per processor (they often wait), at most 8
	$(BIN)/pytest -n $(PROCESSES) --dist loadfile --no-loadscope-reorder

test-ui: $(READY)  ## tests that drive a real Chromium (installs Debian's where none is found)
	@command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq chromium >/dev/null; }
	$(BIN)/pytest -m ui

check: $(READY)  ## lint, types, import layers, generated documents, lock file
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pipeline.generated_documents --check

docs: $(READY)  ## rewrite the generated documents
	$(BIN)/python -m pipeline.generated_documents

lines: $(READY)  ## lines of code by part, and without docstrings, comments and blank lines
	$(BIN)/python -m tests.lines

lock:  ## resolve pyproject.toml again into requirements.lock (needs uv)
	uv pip compile --universal --generate-hashes --no-annotate --no-header --no-strip-extras --extra dev pyproject.toml -q -o requirements.lock
	for version in 1.4 2.0; do echo "duckdb==$$version.*" | uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header - -q -o tests/readers/duckdb-$$version.lock; done
	echo 'duckdb-cli<2' | uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header - -q -o tests/readers/duckdb-cli.lock
	echo 'duckdb-cli==1.4.*' | uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header - -q -o tests/readers/duckdb-cli-1.4.lock
	printf 'pywb\nsetuptools<81\n' | uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header - -q -o tests/readers/pywb.lock
	echo cffconvert | uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header - -q -o tests/readers/cffconvert.lock
	printf 'mlcroissant\npyshacl\n' | uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header - -q -o tests/readers/mlcroissant.lock
	printf 'scrapy\nrequests\nbeautifulsoup4\npyarrow\npandas==3.1.*\nduckdb==1.5.*\n' | uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header - -q -o tests/benchmarks/peers.lock

bench: $(READY) $(PEERS)  ## measurements, each beside a named peer
	$(BIN)/python -m tests.benchmarks

clean:  ## remove what can be made again; the environment, the captures and the exported snapshots stay
	rm -rf data/warehouse data/observations data/dagster .pytest_cache .mypy_cache .ruff_cache build *.egg-info
