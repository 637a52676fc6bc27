"""Study of the sentence that answers: would token vectors, neighbours or the kind of question choose it better?

    .venv/bin/python benchmarks/quality/sentence_choice.py WORK DATASET...

For each question (300 of each collection) the best passage that holds its answer is parted into sentences as a search
parts it, and each sentence gets:

- *words*: the weight of the question's words in it, as a share of all, as a search counts it;
- *around*: the same of the sentence before it and of the one behind;
- *cosine*: that of the sentence's own vector;
- *tokens*: for each token of the question its best cosine with a token of the sentence, where the whole passage passed
  through the model (Khattab and Zaharia, ColBERT, SIGIR 2020), weighted by how rare the token's word is;
- *pooled*: the cosine of the mean of these token vectors;
- *kind*: 1 if the question asks for a number or a date and the sentence has a digit outside of the question's words, or
  asks who or where and the sentence has a capitalised word that the question has not, behind its first word.

Printed: the part of passages where each sum of these chooses the sentence that begins the answer, and the difference
from words alone with an interval of 95 %.
"""

import itertools
import pickle
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from measured import indexed
from second_look import Tokens, unit, weight_of_piece

from scent.core.models import source as model_source
from scent.core.quality.collection import Query, load_beir, read_corpus, sample_queries
from scent.core.search.hits import cosines_of
from scent.core.search.searcher import Searcher
from scent.core.search.sentences.answer import sentences_of
from scent.core.types import Hit
from scent.formats.index.lexical.stemming import terms_of

QUERIES = 300
DRAWS = 2_000
Values = npt.NDArray[np.float64]
_NUMBER = re.compile(
    r"\b(when|how (?:many|much|long|old|far|large|big|often)|what (?:year|date|percent\w*|number))\b", re.IGNORECASE
)
_NAME = re.compile(r"\b(who|whose|whom|where|which|what (?:is the name|city|country|person))\b", re.IGNORECASE)
_CAPITAL = re.compile(r"(?<=\s)[A-Z][\w'-]+")


@dataclass
class Case:
    """The sentences (n,) of a passage, what is known of each, and which one begins the answer."""

    right: int
    parts: dict[str, Values]


def main(work: Path, folders: Sequence[Path]) -> None:
    """Print the table."""
    columns = {}
    for folder in folders:
        kept = work / "sentence_choice" / f"{folder.name}.pickle"
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(pickle.dumps(gathered(folder, work)))
        columns[folder.name] = pickle.loads(kept.read_bytes())  # noqa: S301  # our own file
    table(columns)


def gathered(folder: Path, work: Path) -> list[Case]:
    """A case for each question whose passage has at least two sentences."""
    collection = sample_queries(load_beir(folder), QUERIES)
    index = indexed(collection, work)
    corpus = list(read_corpus(folder / "corpus.jsonl"))
    own = Tokens(model_source.load(model_source.identify(None)))
    cases = []
    with Searcher.open(index) as searcher:
        for query in collection.queries:
            for hit in searcher.search(query.text, limit=30, min_score=-1):
                entry = corpus[int(Path(hit.path.decode()).stem)]
                title = " ".join(entry.title.split())
                start = query.answers[0].start + (len(title) + 2 if title else 0) - hit.start
                if entry.id == query.answers[0].document and 0 <= start < len(hit.text):
                    spaces = len(hit.text) - start - len(hit.text[start:].lstrip())
                    cases += case(searcher, own, query, hit, start + spaces)
                    break
    return cases


def case(searcher: Searcher, own: Tokens, query: Query, hit: Hit, answer: int) -> list[Case]:
    """What is known of the sentences of a hit; nothing if there is no choice."""
    text = hit.text
    places = [place for place in sentences_of(text) if text[slice(*place)].strip()]
    right = [number for number, (a, b) in enumerate(places) if a <= answer < b]
    if len(places) < 2 or not right:  # noqa: PLR2004  # nothing to choose from
        return []
    query_terms = searcher.reader.lexical.query_terms(query.text)
    weights = {term: word.weight for word in query_terms for term in word.terms}
    whole = sum(word.weight for word in query_terms) or 1.0
    held = [set(terms_of(text[a:b], "en")) & weights.keys() for a, b in places]
    words = np.array([sum(weights[term] for term in each) for each in held]) / whole
    embed = searcher.model.vector
    sentences = [text[a:b] for a, b in places]
    cosines = cosines_of(embed(query.text), lambda texts: [embed(text) for text in texts], sentences)
    parts = {"words": words, "cosine": np.asarray(cosines, np.float64)}
    parts["before"], parts["behind"] = np.r_[0, words[:-1]], np.r_[words[1:], 0]
    # What words the sentence has that the one before it has not, and the other way round: evidence in both together.
    parts["with before"] = np.array(
        [sum(weights[t] for t in each | (held[n - 1] if n else set())) / whole for n, each in enumerate(held)]
    )
    count = {term: sum(term in each for each in held) for term in weights}
    parts["rare here"] = np.array([sum(weights[t] / count[t] for t in each) / whole for each in held])
    parts |= tokens(own, query, text, places, {word.word: word.weight for word in query_terms})
    parts["kind"] = np.array([kind(query.text, text[a:b]) for a, b in places], np.float64)
    parts["length"] = np.log([max(2, len(text[a:b].split())) for a, b in places])
    return [Case(right[0], parts)]


def tokens(
    own: Tokens, query: Query, text: str, places: Sequence[tuple[int, int]], weight_of: dict[str, float]
) -> dict[str, Values]:
    """What token vectors tell of the sentences."""
    pieces = query.text.split()
    lengths = own.lengths(pieces)
    weights = np.concatenate(
        [np.full(n, weight_of_piece(piece, weight_of)) for piece, n in zip(pieces, lengths, strict=True)]
    )
    asked = own.of_question(pieces)
    weights = weights[: len(asked)]
    of_passage = own.of_passage(text)
    ends = np.cumsum([0, *own.lengths([text[a:b] for a, b in places])])
    ends = np.minimum(ends, len(of_passage))
    mean_of_question = unit(asked.mean(axis=0))
    most = np.array(
        [
            (asked @ of_passage[a:b].T).max(axis=1) if b > a else np.zeros(len(asked))
            for a, b in itertools.pairwise(ends)
        ]
    )
    pooled = [
        float(unit(of_passage[a:b].mean(axis=0)) @ mean_of_question) if b > a else 0.0
        for a, b in itertools.pairwise(ends)
    ]
    best = most.max(axis=0)
    return {
        "tokens": most @ weights / max(weights.sum(), 1e-9),
        "tokens plain": most.mean(axis=1),
        "tokens won": ((most >= best - 1e-6) @ weights) / max(weights.sum(), 1e-9),
        "pooled": np.array(pooled),
    }


def kind(question: str, sentence: str) -> float:
    """Whether a sentence has what the question asks for."""
    asked = set(re.findall(r"\w+", question.lower()))
    if _NUMBER.search(question):
        return float(any(number not in asked for number in re.findall(r"\d[\d.,]*", sentence)))
    if _NAME.search(question):
        return float(any(name.lower() not in asked for name in _CAPITAL.findall(sentence)))
    return 0.0


def ways() -> dict[str, dict[str, float]]:
    """The weights of each sum that is tried."""
    result: dict[str, dict[str, float]] = {"words": {"words": 1}}
    tokens = ("tokens", "tokens plain", "tokens won", "pooled")
    for part in ("cosine", *tokens, "kind", "before", "behind", "with before", "rare here"):
        result[part] = {part: 1}
        for weight in (0.05, 0.1, 0.2, 0.4, 0.8, 1.5):
            result[f"words + {weight} {part}"] = {"words": 1, part: weight}
    return result


def table(columns: dict[str, list[Case]]) -> None:
    """Print the part that each way gets right."""
    rng = np.random.default_rng(1)
    base = {name: np.array([is_right(each, {"words": 1}) for each in some]) for name, some in columns.items()}
    print("| way |", " | ".join(f"{name} ({len(some)})" for name, some in columns.items()), "|")
    for name, way in ways().items():
        cells = []
        for collection, some in columns.items():
            got = np.array([is_right(each, way) for each in some])
            difference = got - base[collection]
            draws = difference[rng.integers(len(difference), size=(DRAWS, len(difference)))].mean(axis=1)
            low, high = np.quantile(draws, [0.025, 0.975])
            cells.append(f"{got.mean():.3f} ({low:+.3f} to {high:+.3f})")
        print(f"| {name} |", " | ".join(cells), "|", flush=True)


def is_right(each: Case, way: dict[str, float]) -> float:
    """Whether a sum chooses the right sentence."""
    return float(np.argmax(sum(weight * each.parts[part] for part, weight in way.items())) == each.right)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(word) for word in sys.argv[2:]])
