"""What raglite, which does late chunking, does with a directory, as far as it runs without the network.

It chunks and embeds each file by its own code, with our weights (Q8_0) and as many threads as it uses
by itself. What it would download is left out: its model for sentence ends (a pattern replaces it, at
no cost) and its database (nothing is written). So it takes less time here than for a user. The script
imports nothing of scent.
"""

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from llama_cpp import LLAMA_POOLING_TYPE_NONE, Llama
from raglite import Document, RAGLiteConfig, _embed, _insert

CONTEXT = 512
# A piece that does not fit into what it calls the content of a window makes it go round for ever.
MOST_CHARACTERS = 300
LEAST = 4
ENDS = re.compile(r"(?<=[.!?])\s+|\n\s*\n")


def sentences(text: str, max_len: int | None = None) -> list[str]:
    """The text in pieces of at least LEAST and at most `max_len` characters, each ending where a sentence may."""
    most = max_len or len(text)
    ends = [*(match.end() for match in ENDS.finditer(text)), len(text)]
    pieces, start = [], 0
    for end in ends:
        while end - start > most:
            pieces.append(text[start : start + most])
            start += most
        if len(text[start:end].strip()) >= LEAST:
            pieces.append(text[start:end])
            start = end
    return pieces or [text]


def main(weights: str, directory: str, target: str) -> None:
    """Chunk and embed all files, and keep the vectors."""
    model = Llama(
        weights,
        embedding=True,
        pooling_type=LLAMA_POOLING_TYPE_NONE,
        n_ctx=CONTEXT,
        n_batch=CONTEXT,
        n_ubatch=CONTEXT,
        verbose=False,
    )
    _embed.LlamaCppPythonLLM.llm = staticmethod(lambda *_, **__: model)
    _insert.split_sentences = sentences
    config = RAGLiteConfig(
        embedder=f"llama-cpp-python/local/weights@{CONTEXT}", reranker=None, chunk_max_size=MOST_CHARACTERS
    )
    files = sorted(path for path in Path(directory).rglob("*") if path.is_file())
    texts = [(file, file.read_text(errors="replace")) for file in files]
    documents = [Document.from_text(text, filename=str(file)) for file, text in texts if text.strip()]
    with ThreadPoolExecutor(_insert.MAX_DEFAULT_WORKERS) as pool:
        made = list(pool.map(partial(_insert._create_chunk_records, config=config), documents))  # noqa: SLF001
    np.save(target, np.stack([each.embedding for *_, lists in made for some in lists for each in some]))


if __name__ == "__main__":
    main(*sys.argv[1:])
