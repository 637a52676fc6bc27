"""Measures a model on a small text that comes along: ten to sixteen questions, each with a sentence that answers it.

There are translations into 46 languages. A model reads a language if the questions in it come nearer to their own
answers than to others', or if the answers come nearest to their translations. How likely that is for two pairs drawn
by chance is the area under the ROC curve (Fawcett, "An introduction to ROC analysis", 2006), .5 for a model that
understands nothing, whatever its cosines are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from typing import Final, NamedTuple, Protocol

import numpy as np

from scent.arrays import Scores, Vector, Vectors
from scent.core.calibration.calibration import BUNDLED, Calibration, LanguageMeans, Means

# The bundled model, which reads English, reaches .84 with questions in other languages (Japanese), and .98 with
# translations (French). Multilingual-e5-small and EmbeddingGemma reach one of these limits in all languages.
_ANSWERED: Final = 0.87
_TRANSLATED: Final = 0.99
# To a model with a greater mean cosine all texts are alike, and what is left are errors of rounding.
_GREATEST_MEAN: Final = 0.99
# The language that a model is expected to read.
_USUAL: Final = "en"
# Languages that stand for all others in which a question may be asked, where the passages are English.
_OTHERS: Final = ("de", "zh")
# No language, and so one that was not measured (ISO 639-2, "undetermined").
_UNMEASURED: Final = "und"


class Embedder(Protocol):
    """Embeds texts with the model that is measured, at the length that an index's vectors have."""

    def queries(self, texts: Sequence[str]) -> Sequence[Vector]:
        """The unit vectors of queries, float32 (dims,) each."""
        ...

    def vectors(self, texts: Iterable[str]) -> Iterable[Vector]:
        """The unit vectors of passages, float32 (dims,) each."""
        ...

    def reads(self, language: str) -> bool:
        """Whether the model can be expected to read a language (ISO 639-1) that was not measured."""
        ...


class _Embedded(NamedTuple):
    """The text in one language: the unit vectors of its questions and of their answers, float32 (n, dims) each."""

    questions: Vectors
    answers: Vectors

    @property
    def cosines(self) -> Scores:
        """The cosines of each question with each answer, (n, n)."""
        return self.questions @ self.answers.T

    def first(self, count: int) -> "_Embedded":
        """The first of its questions, and their answers. Texts in other languages have translations of these."""
        return _Embedded(self.questions[:count], self.answers[:count])

    def is_answered(self) -> bool:
        """Whether the questions find their answers."""
        return _ordered(self.cosines) >= _ANSWERED


def known_languages() -> frozenset[str]:
    """The languages that the text is there in (ISO 639-1)."""
    return frozenset(each.name.removesuffix(".txt") for each in files(__package__).joinpath("texts").iterdir())


def calibrate(embedder: Embedder) -> Calibration:
    """Measure what the cosines of a model are; takes as long as embedding 500 words, or 2,000 for many languages.

    Where the model does not read English, this is measured in the language that it reads best, which takes as long as
    20,000 words.
    """
    usual = _embedded(embedder, _USUAL)
    languages = {_USUAL: usual.is_answered()}
    if not languages[_USUAL]:
        unusual = sorted(known_languages() - {_USUAL})
        every = {_USUAL: usual, **{language: _embedded(embedder, language) for language in unusual}}
        languages = {language: each.is_answered() for language, each in every.items()}
        usual = max(every.values(), key=lambda each: _ordered(each.cosines))
    if not any(languages.values()):  # its cosines tell nothing, and may stay as they are
        return replace(BUNDLED, languages=languages, others=embedder.reads(_UNMEASURED))
    unrelated, answer = _means(usual.cosines)
    measured = Calibration(
        query_mean=unrelated,
        answer_mean=answer,
        passage_mean=_mean(_unrelated(usual.answers @ usual.answers.T)),
        languages=languages,
        others=embedder.reads(_UNMEASURED),
    )
    return measured.with_languages(*measure_languages(embedder, _OTHERS if measured.others else ()))


def measure_languages(
    embedder: Embedder, languages: Iterable[str]
) -> tuple[Mapping[str, bool], Mapping[str, LanguageMeans]]:
    """Which of some languages (ISO 639-1) a model reads, and the means of those that it does.

    Those that there is no text for are left out. Takes as long as embedding 500 words, and 500 for each language.
    """
    asked = sorted(known_languages() & set(languages))
    reads: dict[str, bool] = {}
    means: dict[str, LanguageMeans] = {}
    usual = _embedded(embedder, _USUAL) if asked else None
    for language in asked:
        text = _embedded(embedder, language)
        assert usual is not None  # noqa: S101  # as there are languages
        english = usual.first(len(text.answers))
        reads[language] = text.is_answered() or _ordered(_centred(text.answers @ english.answers.T)) >= _TRANSLATED
        if reads[language] and language != _USUAL:
            pairs = ((english, text), (text, english))
            means[language] = LanguageMeans(*(_means(asking.questions @ told.answers.T) for asking, told in pairs))
    return reads, means


def _embedded(embedder: Embedder, language: str) -> _Embedded:
    text = files(__package__).joinpath("texts", f"{language}.txt").read_text("utf-8")
    questions, answers = zip(*(pair.split("\n") for pair in text.strip().split("\n\n")), strict=True)
    return _Embedded(np.stack(embedder.queries(questions)), np.stack(list(embedder.vectors(answers))))


def _means(cosines: Scores) -> Means:
    """The means of cosines (n, n) of questions with answers."""
    return Means(_mean(_unrelated(cosines)), _mean(cosines.diagonal()))


def _mean(cosines: Scores) -> float:
    return min(_GREATEST_MEAN, float(cosines.mean()))


def _unrelated(cosines: Scores) -> Scores:
    """Those of the cosines (n, n) that are not on the diagonal."""
    return cosines[~np.eye(len(cosines), dtype=np.bool_)]


def _ordered(cosines: Scores) -> float:
    """How likely a cosine on the diagonal of (n, n) is greater than one beside it."""
    return float((cosines.diagonal()[:, None] > _unrelated(cosines)[None]).mean())


def _centred(cosines: Scores) -> Scores:
    """The cosines (n, n) without what a text has in common with all others."""
    rows, columns = cosines.mean(1, keepdims=True), cosines.mean(0, keepdims=True)
    return np.asarray(cosines - rows - columns + cosines.mean())
