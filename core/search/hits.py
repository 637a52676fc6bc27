"""Builds a hit from a run of chunks: its text and place, its best sentence, and the reasons for its score."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from scent.arrays import Scores, Vector
from scent.core.chunking.places import place_range
from scent.core.files.freshness import staleness
from scent.core.search.ranking.query import Mode, Query, as_typed
from scent.core.search.results.grouping import ChunkRun
from scent.core.search.results.result_list import NAMED_COPIES, Entry
from scent.core.search.sentences.answer import best_sentence, first_text, query_words_in, word_places
from scent.core.types import Hit, Reasons
from scent.formats.index.lexical.stemming import stemmed, terms_of
from scent.formats.index.lexical.words import words
from scent.formats.index.reader import Reader
from scent.formats.index.records import Passage, Section

# The model reads only the beginning of a longer sentence (of code, of a list), so that comparing sentences takes less
# time than the rest of the search.
_SENTENCE_CHARACTERS = 300
# Nobody reads more of a line, or of the lines around a passage, in characters.
_MOST_AROUND = 20_000

# The unit vector (dims,) of a text.
Embed = Callable[[Sequence[str]], Sequence[Vector]]


def hit(reader: Reader, entry: Entry, query: Query, embed: Embed | None, context: int = 0) -> Hit:
    """The hit that an entry of a list is.

    Args:
        reader: the index.
        entry: the run of chunks, and what it stands for.
        query: the query that they were found for; an empty text means that there is no sentence to choose.
        embed: embeds sentences where the query's words do not tell which of them answers; None: choose by words alone.
        context: how many lines around the passage the hit has, if the index has them; 0: not even whole lines.

    Raises:
        DamageError: a passage is not what was written.
    """
    run = entry.run
    passages = [reader.passage(row) for row in range(run.first, run.last + 1)]
    first, best, last = passages[0], passages[run.best - run.first], passages[-1]
    text = best.text if run.first == run.last else reader.span_text(run.first, run.last)
    body = text.strip()
    lead = text[: len(text) - len(text.lstrip())]
    start, line = first.start + len(lead), first.first_line + lead.count("\n")
    before = _before(reader, run.first, lead, context)
    sentence = _sentence(body, query, passages, best, embed)
    sections = [_section_at(passages, start + offset) for offset in (sentence[0], max(sentence[0], sentence[1] - 1))]
    return Hit(
        path=best.path,
        start_line=line,
        end_line=line + body.count("\n"),
        start=start,
        end=start + len(body),
        heading=sections[0].heading,
        score=run.score,
        text=body,
        title=best.title,
        format=best.format,
        stale=staleness(best.path, best.size, best.mtime_ns, best.digest, best.indexed_ns, best.format),
        place=place_range(sections[0].place, sections[-1].place)
        if query.text
        else place_range(first.place, last.place),
        author=best.author,
        date_ns=best.date_ns,
        language=best.language,
        member=best.member,
        column=len(before.rpartition("\n")[2].encode()) + 1,
        sentence=(start + sentence[0], start + sentence[1]),
        reasons=_reasons(run, query, body, best.language),
        corrected_query=query.text if query.corrected else "",
        copies=len(entry.copies),
        copy_paths=entry.copies[:NAMED_COPIES],
        more=entry.more,
        before=before[-_MOST_AROUND:] if context else "",
        word_places=tuple(_word_places(query, body, start, best.language)) if context else (),
        after=_after(reader, run.last, text[len(lead) + len(body) :], context) if context else "",
        mtime_ns=best.mtime_ns,
    )


def _sentence(
    text: str, query: Query, passages: Sequence[Passage], best: Passage, embed: Embed | None
) -> tuple[int, int]:
    """The start and the end, in `text`, of the sentence that answers the query best; `passages` make up the text."""
    if not query.text:
        return (first_text(text),) * 2
    similar = partial(cosines_of, query.vector, embed) if embed and query.vector is not None else None
    terms = partial(_terms_and_words, language=best.language)
    trails = [trail for each in passages for trail in (each.heading, *(part.heading for part in each.sections))]
    headings = {heading for trail in trails for heading in trail}
    return best_sentence(text, query.weights_in_sentence, terms, similar, best.format, headings=headings)


def _terms_and_words(text: str, language: str) -> list[str]:
    """The terms of a text, and its words as `Query.weights_in_sentence` has them."""
    written = words(text)
    return [*stemmed(written, language), *map(as_typed, written)]


def cosines_of(vector: Vector, embed: Embed, sentences: Sequence[str]) -> Scores:
    """The cosines (n,) of the beginnings of sentences with a unit vector (dims,)."""
    beginnings = [sentence[:_SENTENCE_CHARACTERS] for sentence in sentences]
    return np.array([each @ vector for each in embed(beginnings)], np.float32)


def _reasons(run: ChunkRun, query: Query, text: str, language: str) -> Reasons:
    """The parts of the score of a run with this text, and the query's words in it."""
    present = query_words_in(text, query.text, partial(terms_of, language=language), query.term_weights)
    if query.mode is Mode.DENSE:
        return Reasons(query.cosines.get(run.best, run.score), None, tuple(present), query.second.get(run.best))
    cosine, coverage = query.cosines.get(run.best), query.coverages.get(run.best, 0.0)
    return Reasons(cosine, coverage, tuple(present), query.second.get(run.best))


def _word_places(query: Query, text: str, start: int, language: str) -> Iterator[tuple[int, int]]:
    """The places of the query's words in a text that starts at a character of the file."""
    found = word_places(text, partial(terms_of, language=language), query.term_weights)
    return ((start + first, start + last) for first, last in found)


def _before(reader: Reader, row: int, lead: str, lines: int) -> str:
    """The text before a passage: the beginning of its line, and the lines before that; `lead` is the end of it."""
    text = lead
    while text.count("\n") <= lines and (passage := _neighbour(reader, row, -1)):
        row, text = passage.row, passage.text + text
    start = len(text)
    for _ in range(lines + 1):
        start = text.rfind("\n", 0, start)
        if start < 0:
            return text
    return text[start + 1 :]


def _after(reader: Reader, row: int, rest: str, lines: int) -> str:
    """The text after a passage: the rest of its line, and the lines after that; `rest` is the beginning of it."""
    text = rest
    while text.count("\n") <= lines and len(text) < _MOST_AROUND and (passage := _neighbour(reader, row, 1)):
        row, text = passage.row, text + passage.text
    return "\n".join(text.split("\n", lines + 1)[: lines + 1])


def _neighbour(reader: Reader, row: int, step: int) -> Passage | None:
    """The passage before or after the one in a row, in the same document."""
    near = row + step
    if not 0 <= near < reader.rows:
        return None
    document, other = reader.document_of(np.array([row, near])).tolist()
    return reader.passage(near) if document == other else None


def _section_at(passages: Sequence[Passage], character: int) -> Section:
    """The heading and the place that hold for a character of a run of passages."""
    return next(part for part in reversed(passages) if part.start <= character).section_at(character)
