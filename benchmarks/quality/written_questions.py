"""Study of helpers at index time: do questions or key phrases that a language model writes help the words' side?

    .venv/bin/python benchmarks/quality/written_questions.py WORK WRITER.gguf DATASET...

A model reads each document (its first 900 characters) and writes three questions that it answers (Nogueira and Lin,
docTTTTTquery, 2019) or five key phrases (as CASPER uses them, arXiv 2508.13394); they are appended to its text, in an
index of their own. Documents are ranked by words alone, and by both sides, where the cosines are those of the index of
the texts as they are: what was written has no part in the vectors. nDCG@10 of documents, and its difference from the
texts as they are, with an interval of 95 %. What was written is kept in WORK.
"""

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from measured import indexed

from scent.core.inference.generator import Generator, Limits
from scent.core.models.generator_file import open_generator
from scent.core.quality.collection import Collection, Query, load_beir, read_corpus, sample_queries
from scent.core.quality.metrics import estimate, ndcg
from scent.core.search.ranking import scoring
from scent.core.search.ranking.query import Mode
from scent.core.search.ranking.query import Query as SearchQuery
from scent.core.search.searcher import Searcher

QUERIES = 150
CANDIDATES = 400
READ = 900
SHOTS = {
    "questions": (
        "Text: The boiler in the cellar is serviced by Mr. Meier each autumn. He also bleeds the radiators.\n"
        "Questions: Who services the boiler? When is the boiler serviced? Where is the boiler?\n\n"
        "Text: To undo the last commit and keep its changes, reset the branch softly to its parent.\n"
        "Questions: How do I undo a commit? How can I take back a commit without losing work? What does reset do?\n\n"
        "Text: {}\nQuestions:"
    ),
    "key phrases": (
        "Text: The boiler in the cellar is serviced by Mr. Meier each autumn. He also bleeds the radiators.\n"
        "Topics: heating, boiler maintenance, plumber, radiators, yearly service\n\n"
        "Text: To undo the last commit and keep its changes, reset the branch softly to its parent.\n"
        "Topics: version control, git reset, undo a commit, branches, losing work\n\n"
        "Text: {}\nTopics:"
    ),
}
Values = npt.NDArray[np.float64]
LIMITS = Limits(tokens=45, seconds=30)


def main(work: Path, model: Path, folders: Sequence[Path]) -> None:
    """Print the table."""
    print("| collection | documents | written | seconds a document | words | with it | hybrid | with it |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    with open_generator(model, work / "cache") as writer:
        for folder in folders:
            collection = sample_queries(load_beir(folder), QUERIES)
            documents = [each.id for each in read_corpus(folder / "corpus.jsonl")]
            with Searcher.open(indexed(collection, work)) as searcher:
                usual = [signals(searcher, query, len(documents)) for query in collection.queries]
            for what, prompt in SHOTS.items():
                longer, seconds = enlarged(folder, work, writer, what, prompt)
                index = indexed(Collection(longer.name, collection.queries, longer / "corpus.jsonl"), work)
                with Searcher.open(index) as searcher:
                    others = [signals(searcher, query, len(documents)) for query in collection.queries]
                values = [
                    [value(query, documents, each) for query, each in zip(collection.queries, column, strict=True)]
                    for column in (
                        [b for _, b in usual],
                        [b for _, b in others],
                        list(map(both, usual, usual)),
                        list(map(both, usual, others)),
                    )
                ]
                name = f"| {folder.name} | {len(documents)} | {what} | {seconds:.1f} |"
                print(name, " | ".join(map(str, cells(*map(np.array, values)))), "|", flush=True)


def enlarged(folder: Path, work: Path, writer: Generator, what: str, prompt: str) -> tuple[Path, float]:
    """A collection with what a model wrote below each text, and how many seconds it took for one, in the mean."""
    target = work / "written" / f"{folder.name}-{what.replace(' ', '-')}"
    target.mkdir(parents=True, exist_ok=True)
    kept = target / "written.jsonl"
    done = [json.loads(line) for line in kept.read_text().splitlines()] if kept.exists() else []
    corpus = list(read_corpus(folder / "corpus.jsonl"))
    with kept.open("a") as file:
        for document in corpus[len(done) :]:
            started = time.monotonic()
            text = "".join(line_of(writer, prompt.format(" ".join(document.text[:READ].split()))))
            done.append({"text": text.strip(), "seconds": time.monotonic() - started})
            file.write(json.dumps(done[-1]) + "\n")
    with (target / "corpus.jsonl").open("w") as file:
        for document, each in zip(corpus, done, strict=True):
            record = {"_id": document.id, "title": document.title, "text": f"{document.text}\n\n{each['text']}\n"}
            file.write(json.dumps(record) + "\n")
    return target, float(np.mean([each["seconds"] for each in done]))


def line_of(writer: Generator, prompt: str) -> Iterator[str]:
    """The first line that the model writes."""
    for piece in writer.write(writer.prompt([("user", prompt)]), LIMITS):
        first, newline, _ = piece.partition("\n")
        yield first
        if newline:
            return


def signals(searcher: Searcher, query: Query, documents: int) -> tuple[Values, Values]:
    """The best cosine, and the words' part of the score, of each document (documents,)."""
    state = SearchQuery(query.text, Mode.HYBRID, searcher.reader.lexical.query_terms(query.text))
    rows, _ = searcher.ranker.ranked(state, None, CANDIDATES)
    cosines, words = np.zeros(documents), np.zeros(documents)
    for row in rows.tolist():
        number = int(Path(os.fsdecode(searcher.reader.passage(row).path)).stem)
        cosines[number] = max(cosines[number], state.cosines.get(row, 0.0))
        coverage = max(state.coverages.get(row, 0.0), 0.0)
        exact = scoring.EXACT_WEIGHT * state.exact.get(row, 0.0) ** scoring.EXACT_POWER
        part = (1 - scoring.DENSE_WEIGHT) * coverage**scoring.COVERAGE_POWER + exact
        words[number] = max(words[number], part)
    return cosines, words


def both(meaning: tuple[Values, Values], words: tuple[Values, Values]) -> Values:
    """The scores of documents by the cosines of one index, and the words of another."""
    return np.asarray(scoring.DENSE_WEIGHT * meaning[0] + words[1])


def value(query: Query, documents: Sequence[str], scores: Values) -> float:
    """nDCG@10 of a ranking of documents."""
    best = np.argsort(-scores, kind="stable")[:10]
    return ndcg([documents[place] for place in best if scores[place] > 0], query.relevance, 10)


def cells(words: Values, more_words: Values, hybrid: Values, more: Values) -> Iterator[str]:
    """The figures of a row."""
    for before, after in ((words, more_words), (hybrid, more)):
        gain = estimate(after - before)
        yield f"{before.mean():.3f}"
        yield f"{gain.mean:+.3f} ({gain.low:+.3f} to {gain.high:+.3f})"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), [Path(each) for each in sys.argv[3:]])
