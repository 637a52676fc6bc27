"""The fields of a hit: one table for the JSON object, the fields of `--format`, and the manual page scent-json(5)."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from scent.cli.output import render
from scent.cli.output.hits import explanation
from scent.cli.output.json_keys import AUTHOR, COUNT, DATE, LINES, MEMBER, NUMBER, TEXT, Key, Object, path_keys
from scent.core.types import Hit


def _in_line(value: Any) -> object:  # noqa: ANN401  # any JSON value
    """A JSON value as text within a line."""
    match value:
        case str():
            return render.visible(value)
        case list():
            return render.visible(", ".join(value))
        case _:
            return value


def _joined(text: str) -> str:
    """Text of several lines as text within a line."""
    return render.visible(" ".join(text.split()))


def _sentence(hit: Hit) -> dict[str, object]:
    start, end = hit.sentence
    return {
        "start": start,
        "end": end,
        "line": hit.sentence_line,
        "column": hit.sentence_column,
        "text": hit.sentence_text,
    }


def _explanation(hit: Hit) -> dict[str, object]:
    reasons, share = hit.reasons, explanation.share(hit)
    return {
        "cosine": None if reasons.cosine is None else round(reasons.cosine, 6),
        "share": None if share is None else round(share, 6),
        "words": list(reasons.words),
        "second": None if reasons.second is None else round(reasons.second, 6),
    }


class Field(NamedTuple):
    """A field: `value` gives its JSON value for a hit and its query, and `in_line` the text for `--format` from that.

    `inner` are the keys of an object.
    """

    name: str
    key: Key
    value: Callable[[Hit, str], Any]
    in_line: Callable[[Any], object] = _in_line
    inner: Object = MappingProxyType({})


_PATH = path_keys()

# In the order of the JSON object.
FIELDS = (
    Field("query", Key(TEXT, "The query; for `scent similar`, the file or -."), lambda _, query: query),
    Field("path", _PATH["path"], lambda hit, _: hit.path),
    Field(
        "line",
        Key(COUNT, "The line to go to: that of its sentence, or else its first line of text; counted from 1."),
        lambda hit, _: hit.sentence_line,
    ),
    Field("start_line", LINES["start_line"], lambda hit, _: hit.start_line),
    Field("end_line", LINES["end_line"], lambda hit, _: hit.end_line),
    Field(
        "column",
        Key(COUNT, "The byte of its first line at which the passage starts, counted from 1, as in editors."),
        lambda hit, _: hit.column,
    ),
    Field("start", Key(COUNT, "Where it starts in the file's text, in characters from 0."), lambda hit, _: hit.start),
    Field("end", Key(COUNT, "Where it ends, exclusive."), lambda hit, _: hit.end),
    Field(
        "heading",
        Key("array of strings", "The headings or definitions that contain its sentence, outermost first."),
        lambda hit, _: list(hit.heading),
        lambda value: render.visible(" > ".join(value)),
    ),
    Field(
        "score",
        Key(NUMBER, "Higher is better; comparable between queries."),
        lambda hit, _: round(hit.score, 6),
    ),
    Field("text", Key(TEXT, "The exact passage."), lambda hit, _: hit.text, _joined),
    Field("title", Key(TEXT, "The title of the document."), lambda hit, _: hit.title),
    Field(
        "format", Key(TEXT, "The format of the document: see `scent search --type-list`."), lambda hit, _: hit.format
    ),
    Field("stale", Key(TEXT, "Empty, or how the file has changed since it was indexed."), lambda hit, _: hit.stale),
    Field(
        "place",
        Key(TEXT, "Where its sentence is in a file without lines, such as page 3; or empty."),
        lambda hit, _: hit.place,
    ),
    Field("author", AUTHOR, lambda hit, _: hit.author),
    Field("date", DATE, lambda hit, _: render.date(hit.date_ns)),
    Field(
        "language",
        Key(TEXT, "The language (ISO 639-1), named by the document or detected; empty if unknown."),
        lambda hit, _: hit.language,
    ),
    Field("member", MEMBER, lambda hit, _: hit.member.decode(errors="backslashreplace")),
    Field(
        "sentence",
        Key("object", "The sentence or line of the passage that answers best; empty for `scent similar`."),
        lambda hit, _: _sentence(hit),
        lambda value: _joined(value["text"]),
        {
            "sentence.start": Key(COUNT, "Where it starts in the file's text."),
            "sentence.end": Key(COUNT, "Where it ends, exclusive."),
            "sentence.line": Key(COUNT, "The line on which it begins."),
            "sentence.column": Key(COUNT, "The byte of that line at which it begins, counted from 1."),
            "sentence.text": Key(TEXT, "The exact sentence."),
        },
    ),
    Field(
        "copies",
        Key(COUNT, "How many other files have the same or nearly the same text; they are not shown."),
        lambda hit, _: hit.copies,
    ),
    Field(
        "copy_paths",
        Key("array of strings", "The paths of the first of these files; only for reading if not UTF-8."),
        lambda hit, _: [path.decode(errors="backslashreplace") for path in hit.copy_paths],
    ),
    Field("more", Key(COUNT, "How many more passages of the file match and are not shown."), lambda hit, _: hit.more),
    Field(
        "corrected_query",
        Key(TEXT, "The query as it was searched, if words that no passage has gave way to their nearest spellings."),
        lambda hit, _: hit.corrected_query,
    ),
)
NAMES = tuple(field.name for field in FIELDS)

KEYS: Object = {
    name: key
    for field in FIELDS
    for name, key in {**(_PATH if field.name == "path" else {field.name: field.key}), **field.inner}.items()
}
EXPLAIN_KEYS: Object = {
    "explain": Key("object", "With `--explain`: the parts of the score.", always=False),
    "explain.cosine": Key(
        "number or null",
        "The similarity in meaning, on the scale of the bundled model; null if meaning was not searched.",
    ),
    "explain.share": Key(
        "number or null", "The share of the query's words in it, weighted by rarity; null if words were not searched."
    ),
    "explain.words": Key("array of strings", "Those words, the word with the most weight first."),
    "explain.second": Key(
        "number or null",
        "With `--rerank`: the similarity in meaning by the second model, or the score of the reranker, on the same "
        "scale; null if it has not looked.",
    ),
}


def record(hit: Hit, query: str, *, explain: bool = False) -> dict[str, Any]:
    """The JSON object of a hit, with the keys `KEYS`, and `EXPLAIN_KEYS` if asked for."""
    values: dict[str, Any] = {}
    for field in FIELDS:
        value = field.value(hit, query)
        values.update(render.json_path(value) if field.name == "path" else {field.name: value})
    if explain:
        values["explain"] = _explanation(hit)
    return values


# What a template may name: every key, also those of objects within.
TEMPLATE_KEYS = tuple(dict.fromkeys([*KEYS, *EXPLAIN_KEYS]))


def in_line(hit: Hit, query: str, style: render.Style, *, exact_path: bool) -> Mapping[str, object]:
    """The values of a hit for a template, each harmless within a line; with `exact_path`, the path is unchanged.

    None stands for a key without a value.
    """
    values: dict[str, object] = {}
    for field in FIELDS:
        value = field.value(hit, query)
        values[field.name] = field.in_line(value)
        for key in field.inner:
            values[key] = _in_line(value[key.partition(".")[2]])
    explained = _explanation(hit)
    values["explain"] = ", ".join(hit.reasons.words)
    values |= {f"explain.{name}": _in_line(value) for name, value in explained.items()}
    path = render.relative(hit.path, style.directory) if exact_path else render.shown_path(hit.path, style)
    values["path"] = path.decode(errors="surrogateescape")
    values["path_bytes"] = render.json_path(hit.path).get("path_bytes")
    return values
