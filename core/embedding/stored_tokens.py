"""Makes documents for the embedder from the tokens that an index keeps of chunks with provisional vectors."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from scent.arrays import Tokens
from scent.core.chunking.chunker import ChunkedDocument
from scent.core.embedding.embedder import Embedder
from scent.core.types import Chunk
from scent.errors import DamageError


def chunked_from_tokens(tokens: Sequence[Tokens], embedder: Embedder) -> ChunkedDocument:
    """A document of the chunks with these tokens; empty ones are left out. Places in the text are not known.

    Raises:
        DamageError: the model does not know a token, or a chunk is longer than any that was ever cut.
    """
    joined = np.concatenate([np.empty(0, np.int32), *tokens])
    is_known = not len(joined) or (joined.min() >= 0 and joined.max() < embedder.model.tokenizer.size)
    if not is_known or any(len(each) > embedder.most_tokens for each in tokens):
        raise DamageError(
            "tokens.arrow holds tokens that the index's model cannot read",
            hint="remove the index and index again; that does not touch your own files",
        )
    ends = np.cumsum([0, *map(len, tokens)], dtype=np.int64).tolist()
    return ChunkedDocument(joined, tuple(Chunk(0, 0, start, end) for start, end in pairwise(ends) if end > start))
