"""The least that a search by meaning can take: start Python with Typer, numpy and llama.cpp, and embed one query."""

import sys
from pathlib import Path

import typer  # noqa: F401  # what any command line on Typer loads

from scent.core.embedding.query_embedder import QueryEmbedder
from scent.core.inference.model import Model

model = Model.open_trusted(Path(sys.argv[1]))
if len(QueryEmbedder(model, model.dims).vector(sys.argv[2])) != model.dims:
    sys.exit("no vector")
