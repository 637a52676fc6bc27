"""The table that `scent embed` writes: a row for each text, with its vector."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from scent.core.embedding.text_embedder import TextEmbedder
from scent.core.embedding.vector_table import PATH_COLUMNS, Batch, Dtype, TableLayout, path_columns
from scent.core.reading.text_inputs import TextInput


def text_table(
    embedder: TextEmbedder, groups: Iterable[Sequence[TextInput]], dtype: Dtype, *, field: str | None
) -> tuple[TableLayout, Iterator[Batch]]:
    """Embed groups of texts; returns the layout of the table, and a batch for each group as it arrives.

    `field` is the key of the text in each input's fields; None if the texts are whole files, which
    are shown by their paths.
    """
    columns = PATH_COLUMNS if field is None else {"text": "text"}
    return TableLayout(columns, embedder.dims, dtype), _text_batches(embedder, groups, field)


def _text_batches(embedder: TextEmbedder, groups: Iterable[Sequence[TextInput]], field: str | None) -> Iterator[Batch]:
    for group in groups:
        if not group:
            continue
        vectors = np.stack(list(embedder.vectors_of_parts(text.parts for text in group)))
        if field is None:
            yield Batch(path_columns([text.fields["path"] for text in group]), vectors)
        else:
            yield Batch({"text": [text.fields[field] for text in group]}, vectors, [text.fields for text in group])
