# make demo   a first look: sets everything up, indexes real documentation, answers three questions
# make test   sets everything up, then runs every check there is
# make bench  ratios of time, beside those that are kept (bench-full: all that is measured, hours)
# make quality  how good the search is on the collections in COLLECTIONS: the tables of benchmarks/quality
# make lint   the checks that run no test
# make generate  write man/ and completions/ from the command line itself
# make lock   resolve the dependencies anew, into requirements/
# make clean  remove all that these make

PYTHON ?= python3
# An index with prebuilt wheels of llama-cpp-python, for machines that should not compile it: docs/install.md.
LLAMA_WHEELS ?=
BIN := .venv/bin
INSTALLED := .venv/installed

.PHONY: demo test quality bench bench-full lint generate lock clean help

help:
	@sed -n 's/^# //p;/^$$/q' Makefile

demo: $(INSTALLED)
	$(BIN)/python -I tools/demo.py

test: lint
	$(BIN)/python -Im pytest --numprocesses auto --dist worksteal

lint: $(INSTALLED)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

generate: $(INSTALLED)
	$(BIN)/python -m tools.generate

# Where collections in BEIR's layout lie; it took 16 minutes on two cores.
COLLECTIONS ?= ../shared/eval
QUALITY = $(addprefix $(COLLECTIONS)/,scifact xquad-en xquad-de xquad-zh chunking-evaluation limit-small mbpp)

quality: $(INSTALLED)
	$(BIN)/scent eval $(QUALITY) --vary mode=hybrid,lexical,dense --limit-queries 400 --keep .quality
	$(BIN)/scent eval $(COLLECTIONS)/limit-small --vary mode=hybrid,lexical,dense --metric recall@2 --keep .quality
	$(BIN)/python benchmarks/quality/nonsense.py .quality $(QUALITY)

bench: $(INSTALLED)
	$(BIN)/python benchmarks/bench.py

bench-full: $(INSTALLED)
	$(BIN)/python benchmarks/bench.py --rounds 40 --files 100000
	$(BIN)/python benchmarks/embedding_loop.py --megabytes 2 --repeat 5
	$(BIN)/python benchmarks/clients.py
	$(BIN)/python benchmarks/index_run.py --megabytes 10
	place=$$(mktemp -d); $(BIN)/python benchmarks/nothing_changed.py $$place --files 100000; rm -rf $$place
	$(BIN)/python benchmarks/growth.py --graph --sizes 10000 100000 1000000
	$(BIN)/python benchmarks/peers.py --kilobytes 240 --rounds 5 --raglite

lock:
	$(LOCK) --output-file requirements/lock.txt pyproject.toml
	$(LOCK) --output-file requirements/dev.txt --group dev pyproject.toml

# One resolution for every platform and every Python from 3.11 on; from the public index, whatever this machine prefers.
LOCK = $(BIN)/uv pip compile --quiet --no-config --upgrade --generate-hashes --universal --python-version 3.11 \
	--custom-compile-command 'make lock'

lock: $(INSTALLED)

clean:
	rm -rf .venv build dist scent.egg-info .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Byte code is compiled even where the environment forbids Python to write it, or else every start would compile anew.
$(INSTALLED): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "scent needs Python 3.11 or later; name one with: make PYTHON=python3.11" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@LLAMA_WHEELS='$(LLAMA_WHEELS)' sh tools/install.sh $(BIN)/python
	@echo "Compiling byte code."
	@$(BIN)/python -m compileall -q -j 0 .venv/lib cli core formats src || true
	@touch $@
