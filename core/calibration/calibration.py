"""What a model's cosines are worth, and which languages it reads. Pure.

The weights of the ranking and the thresholds of silence were fitted to the cosines of the bundled model, which are
about 0 for texts that have nothing to do with each other. Those of multilingual-e5-small are between .7 and 1. So a
cosine is put on the bundled model's scale by a linear function. See `benchmarks/quality/README.md` for what was tried.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final, NamedTuple, Self

import numpy as np

from scent.arrays import Scores
from scent.errors import DamageError
from scent.formats.index.manifest import Manifest

# Answers are at least this much nearer than unrelated texts, as a part of what is possible.
_LEAST_DISTANCE: Final = 0.1


class Means(NamedTuple):
    """The mean cosine of a query with a passage that has nothing to do with it, and with one that answers it."""

    unrelated: float
    answer: float


class LanguageMeans(NamedTuple):
    """The same from one language to another: of English queries with passages in a language, and the other way."""

    into: Means
    out_of: Means


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was measured of a model.

    Attributes:
        query_mean: the mean cosine of a query with a passage that has nothing to do with it.
        answer_mean: the mean cosine of a query with a passage that answers it.
        passage_mean: the mean cosine of two passages that have nothing to do with each other.
        languages: whether the model reads a language (ISO 639-1), where that was measured.
        others: whether it is taken to read all others.
        means: the means of languages that it reads, of which English has those above.
    """

    query_mean: float
    answer_mean: float
    passage_mean: float
    languages: Mapping[str, bool] = field(default_factory=dict)
    others: bool = True
    means: Mapping[str, LanguageMeans] = field(default_factory=dict)

    def reads(self, language: str) -> bool:
        """Whether the model can be good at a language (ISO 639-1, empty if unknown); True if in doubt."""
        return not language or self.languages.get(language, self.others)

    def query_scores(self, cosines: Scores) -> Scores:
        """Cosines of queries with passages, float32 of any shape, on the scale of the bundled model: from -1 to 1.

        The means of unrelated texts and of answers become those of the bundled model.
        """
        return self._on_scale(cosines, Means(self.query_mean, self.answer_mean))

    def scores_by_language(self, cosines: Scores, asked: str, languages: Sequence[str]) -> Scores:
        """The same for a query in the language `asked` and passages (n,) in `languages` (ISO 639-1; empty: unknown)."""
        if not self.means:
            return self.query_scores(cosines)
        scores, each = np.empty(len(cosines), np.float32), np.array(languages, dtype=object)
        for language in set(languages):
            scores[each == language] = self._on_scale(cosines[each == language], self._means(asked, language))
        return scores

    def _means(self, asked: str, language: str) -> Means:
        """The means for a query and a passage in two languages. A query in an unknown one is in that of the passage."""
        usual = Means(self.query_mean, self.answer_mean)
        if not language or asked in {"", language}:
            return usual
        if language in self.means:
            return self.means[language].into
        if asked in self.means:
            return self.means[asked].out_of
        others = [each.out_of for each in self.means.values()]
        return Means(*(sum(values) / len(others) for values in zip(*others, strict=True))) if asked != "en" else usual

    def _on_scale(self, cosines: Scores, means: Means) -> Scores:
        """Cosines with these means on the scale of the bundled model."""
        return _scaled(cosines, _apart(means), (BUNDLED.query_mean, BUNDLED.answer_mean))

    @property
    def slope(self) -> float:
        """How much greater the difference of two of `query_scores` is than that of the cosines."""
        low, high = _apart(Means(self.query_mean, self.answer_mean))
        return (BUNDLED.answer_mean - BUNDLED.query_mean) / (high - low)

    def passage_scores(self, cosines: Scores) -> Scores:
        """The same for cosines of passages with passages, where 1 stays 1."""
        return _scaled(cosines, (self.passage_mean, 1.0), (BUNDLED.passage_mean, 1.0))

    def passage_score(self, cosine: float) -> float:
        """The same for the cosine of one passage with another."""
        return float(self.passage_scores(np.array([cosine]))[0])

    def passage_cosine(self, score: float) -> float:
        """The cosine of two passages that `passage_scores` makes `score`."""
        return float(_scaled(np.array([score]), (BUNDLED.passage_mean, 1.0), (self.passage_mean, 1.0))[0])

    def with_languages(self, languages: Mapping[str, bool], means: Mapping[str, LanguageMeans]) -> Self:
        """The same, with what was measured of more languages."""
        return replace(self, languages={**self.languages, **languages}, means={**self.means, **means})

    def values(self) -> dict[str, Any]:
        """The calibration as plain JSON values, as the manifest keeps it."""
        means = {language: [list(each) for each in known] for language, known in self.means.items()}
        return {**asdict(self), "languages": dict(self.languages), "means": means}


# Measured on the texts of this room, which a test repeats. Of the languages of these, it reads English alone.
BUNDLED: Final = Calibration(
    query_mean=0.0412, answer_mean=0.5403, passage_mean=0.0472, languages={"en": True}, others=False
)
# The bundled model's digest, by which it is known where it was given as a file.
BUNDLED_DIGEST: Final = "73228ceb75731742e7a5eb7af25f37412c1314faea9cccecb4d4d5ef82d26335"
# A model of which nothing was measured: cosines are taken as they are.
UNMEASURED: Final = replace(BUNDLED, languages={}, others=True)


def of_manifest(manifest: Manifest) -> Calibration:
    """What an index knows of its model.

    Raises:
        DamageError: the values are not those of a calibration.
    """
    try:
        if manifest.calibration is not None:
            return restored(manifest.calibration)
        return usual(manifest.settings["model"]["digest"], manifest.settings["chunks"]["dims"]) or UNMEASURED
    except (KeyError, TypeError, ValueError) as error:
        message = f"the calibration in the manifest is invalid ({error})"
        raise DamageError(message, hint="remove the index and index again") from error


def usual(digest: str, dims: int) -> Calibration | None:
    """The calibration of the model with this digest and vectors of this length (0: whole), if it needs no measuring."""
    return BUNDLED if digest == BUNDLED_DIGEST and not dims else None


def restored(values: Mapping[str, Any]) -> Calibration:
    """The calibration that gave these values; KeyError, TypeError or ValueError if they cannot be right."""
    means = {
        language: LanguageMeans(*(Means(*each) for each in known))
        for language, known in dict(values.get("means", {})).items()
    }
    calibration = Calibration(**{**values, "means": means})
    for name in ("query_mean", "answer_mean", "passage_mean"):
        if not -1 <= getattr(calibration, name) < 1:
            raise ValueError(name)
    if not all(-1 <= mean < 1 for known in means.values() for each in known for mean in each):
        raise ValueError("means")
    if not all(type(each) is bool for each in (calibration.others, *calibration.languages.values())):
        raise ValueError("languages")
    return calibration


def _apart(means: Means) -> Means:
    """Means at some distance from each other also if the model tells nothing."""
    low, high = means
    return Means(low, max(high, low + _LEAST_DISTANCE * (1 - low)))


def _scaled(cosines: Scores, low_and_high: tuple[float, float], usual: tuple[float, float]) -> Scores:
    """Cosines by the linear function that maps one pair of values to another."""
    if low_and_high == usual:
        return cosines
    low, high = low_and_high
    slope = (usual[1] - usual[0]) / (high - low)
    scaled = usual[0] + (cosines - np.float32(low)) * np.float32(slope)
    return np.asarray(np.clip(scaled, -1, 1), np.float32)
