# make demo   a first look: sets everything up, indexes real documentation, answers three questions
# make test   sets everything up, then runs all checks and tests
# make bench  compares timings with the recorded ones (bench-full: all benchmarks, takes hours)
# make quality  measures the search on the collections in COLLECTIONS, for the tables of benchmarks/quality
# make lint   runs all checks except the tests
# make generate  writes man/, completions/ and docs/formats.md
# make lock   resolves the dependencies again, into requirements/
# make clean  removes everything that these create

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
	$(BIN)/python -Im pytest --numprocesses auto --dist loadfile

lint: $(INSTALLED)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

generate: $(INSTALLED)
	$(BIN)/python -m tools.generate

# A directory of collections in BEIR's layout. `make quality` takes about 20 minutes on two cores.
COLLECTIONS ?= ../shared/eval
QUALITY = $(addprefix $(COLLECTIONS)/,scifact xquad-en xquad-de xquad-zh chunking-evaluation limit-small mbpp)

quality: $(INSTALLED)
	$(BIN)/scent eval $(QUALITY) --vary mode=hybrid,lexical,dense --limit-queries 400 --keep .quality
	$(BIN)/scent eval $(COLLECTIONS)/limit-small --vary mode=hybrid,lexical,dense --metric recall@2 --keep .quality
	$(BIN)/python benchmarks/quality/nonsense.py .quality $(QUALITY)
	$(BIN)/python benchmarks/quality/list_end.py --queries 100 .quality $(QUALITY)

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

# One lock file for every platform and every Python from 3.11 on. --no-config ignores this machine's package index.
LOCK = $(BIN)/uv pip compile --quiet --no-config --upgrade --generate-hashes --universal --python-version 3.11 \
	--custom-compile-command 'make lock'

lock: $(INSTALLED)

clean:
	rm -rf .venv build dist scent.egg-info .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Compile byte code here: if the environment forbids Python to write it, every start would compile it again.
$(INSTALLED): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "scent needs Python 3.11 or later; name one with: make PYTHON=python3.11" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@LLAMA_WHEELS='$(LLAMA_WHEELS)' sh tools/install.sh $(BIN)/python
	@echo "Compiling byte code."
	@$(BIN)/python -m compileall -q -j 0 .venv/lib cli core formats src || true
	@touch $@
