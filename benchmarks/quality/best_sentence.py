"""Measure how often the right sentence is chosen in passages that contain the answer.

    .venv/bin/python benchmarks/quality/best_sentence.py WORK DATASET...

The script compares ways to choose a sentence of a passage: by the query's words (weighted by rarity),
by the cosine of each sentence's own vector, by their sum, and as a search does it: by words, more for those that
stand as they were typed, and by the cosine only where no word tells. The first answer of a query counts, from its first
character that is no space; passages of one sentence do not.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from measured import indexed

from scent.core.quality.collection import Collection, Query, load_beir, read_corpus, sample_queries
from scent.core.search.hits import cosines_of
from scent.core.search.searcher import Searcher
from scent.core.search.sentences.answer import sentences_of
from scent.core.types import Hit
from scent.formats.index.lexical.stemming import terms_of

QUERIES = 300


def main(work: Path, folders: Sequence[Path]) -> None:
    """Print, for each collection, how many passages were looked at and the part that each way gets right."""
    for folder in folders:
        collection = sample_queries(load_beir(folder), QUERIES)
        index = indexed(collection, work)
        right = counted(index, collection, folder)
        looked = right.pop("passages")
        print(collection.name, looked, {way: round(count / looked, 3) for way, count in right.items()}, flush=True)


def counted(index: Path, collection: Collection, folder: Path) -> Counter[str]:
    """How many passages each way points right in, and how many there were."""
    right: Counter[str] = Counter()
    ids = [entry.id for entry in read_corpus(folder / "corpus.jsonl")]
    titles = [" ".join(entry.title.split()) for entry in read_corpus(folder / "corpus.jsonl")]
    with Searcher.open(index) as searcher:
        for query in collection.queries:
            # Every passage of the index, best first: those that hold the answer are among them.
            for hit in searcher.search(query.text, limit=30, min_score=-1):
                number = int(Path(hit.path.decode()).stem)
                before = len(titles[number]) + 2 if titles[number] else 0
                answer = query.answers[0]
                start = answer.start + before - hit.start
                if ids[number] == answer.document and 0 <= start < len(hit.text):
                    spaces = len(hit.text) - start - len(hit.text[start:].lstrip())
                    right.update(judged(searcher, query, hit, start + spaces))
                    break
    return right


def judged(searcher: Searcher, query: Query, hit: Hit, answer: int) -> dict[str, int]:
    """Which ways choose the sentence of a hit in which character `answer` of its text stands."""
    text = hit.text
    places = [place for place in sentences_of(text) if text[slice(*place)].strip()]
    if len(places) < 2:  # noqa: PLR2004  # nothing to choose from
        return {}
    query_terms = searcher.reader.lexical.query_terms(query.text)
    weights = {term: word.weight for word in query_terms for term in word.terms}
    whole = sum(word.weight for word in query_terms) or 1.0
    terms = partial(terms_of, language="en")
    words = np.array([sum(weights.get(t, 0) for t in set(terms(text[a:b]))) / whole for a, b in places])
    embed = searcher.model.vector
    similar = partial(cosines_of, embed(query.text), lambda texts: [embed(text) for text in texts])
    cosines = similar([text[a:b] for a, b in places])
    chosen = {name: places[int(np.argmax(worth))] for name, worth in {"words": words, "cosine": cosines}.items()}
    chosen["sum"] = places[int(np.argmax(words + cosines))]
    chosen["as scent does"] = hit.sentence[0] - hit.start, hit.sentence[1] - hit.start
    return {"passages": 1, **{name: int(a <= answer < b) for name, (a, b) in chosen.items()}}


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(word) for word in sys.argv[2:]])
