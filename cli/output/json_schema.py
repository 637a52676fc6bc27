"""The objects that `--json` prints, key by key: the one table for scent-json(5), for the README and for the tests.

Owned here: what is promised to scripts, and its version.
"""

from collections.abc import Mapping
from typing import NamedTuple

# Raised when a key goes, is renamed or comes to mean something else; new keys do not raise it.
VERSION = 1


class Key(NamedTuple):
    """What a key holds: `type` in JSON's words, and `meaning`. One that is not `always` there may be missing."""

    type: str
    meaning: str
    always: bool = True


Object = Mapping[str, Key]

_TEXT, _COUNT, _NUMBER = "string", "integer", "number"
_EXACT = Key(_TEXT, "The path exactly, in base64: only where it is not UTF-8.", always=False)
_LINES = {
    "start_line": Key(_COUNT, "The first line, from 1."),
    "end_line": Key(_COUNT, "The last line, itself included."),
}
_TOLD = {
    "author": Key(_TEXT, "Who wrote the document, or empty where it does not say."),
    "date": Key("string or null", "When, in ISO 8601, or null where it does not say."),
    "language": Key(_TEXT, "In which language (ISO 639-1), or empty where it does not say."),
    "member": Key(_TEXT, "The path inside an archive, or empty."),
}


def _path(name: str = "path", what: str = "The absolute path") -> dict[str, Key]:
    """A path by its `name`, with what holds it exactly where JSON cannot."""
    return {
        name: Key(_TEXT, f"{what}; readable only where it is not UTF-8."),
        f"{name.removesuffix('path')}path_bytes": _EXACT,
    }


def _estimates(name: str, what: str) -> dict[str, Key]:
    """Figures by the names of measures, which are not known beforehand."""
    return {
        name: Key("object", f"{what}, by the name of the measure."),
        f"{name}.*.mean": Key(_NUMBER, "The mean over the queries."),
        f"{name}.*.low": Key(_NUMBER, "The lower end of the 95 % interval."),
        f"{name}.*.high": Key(_NUMBER, "The upper end."),
        f"{name}.*.queries": Key(_COUNT, "Over how many queries."),
    }


_PLACE = "Where it is in a file without lines of its own, such as page 3; or empty."

_HIT: Object = {
    "query": Key(_TEXT, "What was asked; of `scent similar`, the file, or -."),
    **_path(),
    **_LINES,
    "column": Key(_COUNT, "The byte of its line at which the passage starts, from 1, as editors count."),
    "start": Key(_COUNT, "Where it starts in the file's text, in characters from 0."),
    "end": Key(_COUNT, "Where it ends, not included."),
    "heading": Key("array of strings", "The headings or definitions that its sentence stands under, outermost first."),
    "score": Key(_NUMBER, "Higher is better; comparable between queries."),
    "text": Key(_TEXT, "The passage, exactly."),
    "title": Key(_TEXT, "The document's title."),
    "format": Key(_TEXT, "What the document was read as: see `scent search --type-list`."),
    "stale": Key(_TEXT, "Empty, or what has happened to the file since it was indexed."),
    "place": Key(_TEXT, "Where its sentence is in a file without lines of its own, such as page 3; or empty."),
    **_TOLD,
    "language": Key(_TEXT, "ISO 639-1: what the document says, or what its text tells; empty where nothing tells."),
    "sentence": Key("object", "The sentence or line of the passage that answers best; of `scent similar`, empty."),
    "sentence.start": Key(_COUNT, "Where it starts in the file's text."),
    "sentence.end": Key(_COUNT, "Where it ends, not included."),
    "sentence.line": Key(_COUNT, "The line on which it begins."),
    "sentence.text": Key(_TEXT, "Itself."),
}
_EXPLAINED: Object = {
    "explain": Key("object", "With `--explain`: what made the score.", always=False),
    "explain.cosine": Key("number or null", "How near the meanings are; null where meaning was not searched."),
    "explain.share": Key("number or null", "The share of the query's words in it, by their rarity; null likewise."),
    "explain.words": Key("array of strings", "Those words, the weightiest first."),
}
_MODEL: Object = {
    "name": Key(_TEXT, "By which it is called."),
    "path": Key("string or null", "Its file, or null if it is not here."),
    "bytes": Key("integer or null", "How large the file is. This and all that follows: null where it is not known."),
    "sha256": Key("string or null", "The file's digest, in hexadecimal."),
    "architecture": Key("string or null", "What llama.cpp calls its kind."),
    "pooling": Key("string or null", "How a text's vector comes from its tokens': mean, cls or last."),
    "context": Key("integer or null", "The longest input that it takes, in tokens."),
    "trained": Key("integer or null", "The longest that it was trained on."),
    "dims": Key("integer or null", "The length of its vectors."),
    "matryoshka": Key("array of integers or null", "To what lengths they can be cut."),
    "query_prompt": Key("string or null", "What stands before a query."),
    "document_prompt": Key("string or null", "What stands before a passage."),
    "languages": Key("string or null", "Which languages it reads."),
    "good_at": Key("string or null", "What it is good at, and its size."),
    "licence": Key("string or null", "Under which it may be used."),
    "repository": Key("string or null", "Where it comes from."),
    "revision": Key("string or null", "Which state of that."),
    "file": Key("string or null", "The file's name there."),
    "url": Key("string or null", "From where it was fetched."),
    "vouched": Key("array of strings or null", "Who gave the same digest."),
}
_TROUBLE = {"reason": Key(_TEXT, "Why, in a sentence.")}

# By the words that print them; `name[]` are the elements of an array, `name.*` the values of an object.
OBJECTS: Mapping[str, Object] = {
    "scent search": {**_HIT, **_EXPLAINED},
    "scent similar": _HIT,
    "scent similar --pairs": {
        "score": Key(_NUMBER, "The cosine of the two."),
        "first": Key("object", "A passage."),
        **_path("first.path"),
        **{f"first.{name}": key for name, key in _LINES.items()},
        "first.text": Key(_TEXT, "The passage, exactly."),
        "second": Key("object", "The other."),
        **_path("second.path"),
        **{f"second.{name}": key for name, key in _LINES.items()},
        "second.text": Key(_TEXT, "The passage, exactly."),
    },
    "scent grep": {
        "query": Key(_TEXT, "What was asked; of several, what it matches best."),
        "path": Key("string or null", "The file as it was named; null for standard input."),
        "path_bytes": _EXACT,
        **_LINES,
        "score": Key(_NUMBER, "How well it matches, from 0 to 1."),
        "text": Key(_TEXT, "The sentence that matches."),
    },
    "scent cat": {
        **_path(what="The file as it was named"),
        "kind": Key(_TEXT, "What the block is: heading, prose, list, code or table."),
        "start": _HIT["start"],
        "end": _HIT["end"],
        **_LINES,
        "heading": Key("array of strings", "The headings or definitions that it stands under, outermost first."),
        "place": Key(_TEXT, _PLACE),
        "text": Key(_TEXT, "The block, exactly."),
        "title": _HIT["title"],
        "format": _HIT["format"],
        **_TOLD,
    },
    "scent index": {
        "added": Key(_COUNT, "Files that are new."),
        "changed": Key(_COUNT, "Files with new content."),
        "moved": Key(_COUNT, "Files that lie elsewhere now, or are copies."),
        "touched": Key(_COUNT, "Files of which only the time has changed."),
        "removed": Key(_COUNT, "Files that are gone."),
        "unchanged": Key(_COUNT, "All others."),
        "skipped": Key("array of objects", "Files that hold no text."),
        **_path("skipped[].path"),
        "skipped[].reason": _TROUBLE["reason"],
        "failed": Key("array of objects", "Files that could not be read."),
        **_path("failed[].path"),
        "failed[].reason": _TROUBLE["reason"],
        "chunks": Key(_COUNT, "Passages that were embedded."),
        "tokens": Key(_COUNT, "Tokens that they have together."),
        "bytes": Key(_COUNT, "Bytes that were read."),
        "seconds": Key(_NUMBER, "How long the run took."),
        "generation": Key(_COUNT, "The number of the commit."),
        "stopped": Key("string or null", "What ended the run early: budget, or the name of a signal; else null."),
        "left": Key(_COUNT, "Files that are left for the next run."),
    },
    "scent status": {
        "index": Key(_TEXT, "The directory of the index."),
        "generation": Key(_COUNT, "The number of its last commit."),
        "roots": Key("array of objects", "Files and directories that it covers."),
        **_path("roots[].path"),
        "files": Key(_COUNT, "Files that it knows."),
        "documents": Key(_COUNT, "Documents in them; a large file has several, its parts."),
        "chunks": Key(_COUNT, "Passages in them."),
        "segments": Key(_COUNT, "Parts of the index on disk."),
        "skipped": Key(_COUNT, "Files that hold no text."),
        "failed": Key(_COUNT, "Files that could not be read."),
        "size": Key(_COUNT, "Bytes that the index takes on disk."),
        "last_run": Key("string or null", "When a run last finished, in ISO 8601; null if none has."),
        "last_change": Key("string or null", "When anything was last committed."),
        "unfinished": Key(_COUNT, "Files of which only the first parts are in."),
        "behind": Key("object", "With `--behind`: what has happened to files since.", always=False),
        "behind.added": Key(_COUNT, "Files that are new."),
        "behind.changed": Key(_COUNT, "Files that have changed."),
        "behind.removed": Key(_COUNT, "Files that are gone."),
        "settings": Key("object", "How the index was made; its keys are no part of this promise."),
    },
    "scent status --failed": {**_path(), **_TROUBLE},
    "scent check": {
        "file": Key(_TEXT, "A file of the index that is damaged."),
        "what": Key(_TEXT, "What is wrong with it."),
    },
    "scent check --repair": {
        "rebuilt": Key("array of strings", "Files of the index that were made anew."),
        "lost": Key("array of objects", "Files that must be read again."),
        **_path("lost[].path"),
        "unnamed": Key(_COUNT, "How many more, whose names are lost too."),
    },
    "scent gc": {
        "rewritten": Key(_COUNT, "Segments that were written anew."),
        "before": Key(_COUNT, "Bytes that the index took."),
        "after": Key(_COUNT, "Bytes that it takes."),
    },
    "scent forget": {
        "files": Key("array of objects", "Files whose text and vectors are removed."),
        **_path("files[].path"),
        "roots": Key("array of objects", "What the index no longer covers."),
        **_path("roots[].path"),
        "covered": Key("array of objects", "What the next index run takes in again."),
        **_path("covered[].path"),
        "before": Key(_COUNT, "Bytes that the index took."),
        "after": Key(_COUNT, "Bytes that it takes."),
    },
    "scent config": {
        "name": Key(_TEXT, "The setting."),
        "value": Key("string, integer, number or boolean", "What holds."),
        "origin": Key(_TEXT, "Where that comes from: default, a variable, or the absolute path of a file."),
    },
    "scent models": {
        **_MODEL,
        "here": Key("boolean", "Whether it is on this machine."),
        "used": Key("boolean", "Whether new indexes use it."),
    },
    "scent models info": _MODEL,
    "scent models pull": _MODEL,
    "scent models remove": {
        "name": Key(_TEXT, "The model that was removed."),
        "freed": Key(_COUNT, "Bytes that it took."),
    },
    "scent models tune": {
        "kind": Key(_TEXT, "The weights that were run: f32, f16, bf16, q8_0, or empty for the file as it is."),
        "packed": Key("boolean", "Whether passages shared a batch, or ran one at a time."),
        "tokens_per_second": Key(_NUMBER, "How many tokens one processor does in a second of its time."),
        "cosine": Key(_NUMBER, "The least one to the most exact vectors; below .999 the way is not chosen."),
        "steady": Key(_NUMBER, "The least one to the same weights one at a time; below .99999 it is not chosen."),
        "chosen": Key("boolean", "Whether the model runs so from now on, on this processor."),
    },
    "scent eval": {
        "collection": Key(_TEXT, "What was measured on."),
        "setting": Key(_TEXT, "What was varied, such as mode=dense."),
        "model": Key(_TEXT, "The model's file, or bundled."),
        "strategy": Key(_TEXT, "How passages were embedded."),
        "chunk_tokens": Key(_COUNT, "The longest passage, in tokens."),
        "window_tokens": Key(_COUNT, "The longest stretch embedded together; 0 for what the model is made for."),
        "late_weight": Key(_NUMBER, "The share of late vectors in a blend."),
        "dims": Key(_COUNT, "The length of vectors; 0 for the model's."),
        "mode": Key(_TEXT, "What was searched: hybrid, dense or lexical."),
        "queries": Key(_COUNT, "How many queries were asked."),
        "chunks": Key(_COUNT, "Passages that were embedded."),
        "tokens": Key(_COUNT, "Tokens that they have together."),
        "index_seconds": Key(_NUMBER, "How long that took."),
        **_estimates("measures", "What came out"),
        **_estimates("differences", "How far that is from the first setting"),
    },
    "scent embed": {
        "text": Key(_TEXT, "The text; with `--field`, all keys of the object that was read.", always=False),
        "path": Key(_TEXT, "With `--whole`, the file as it was named.", always=False),
        "path_bytes": _EXACT,
        "vector": Key("array of numbers", "Its vector, of length one."),
    },
    "scent export": {
        **_path(),
        **_LINES,
        "start": _HIT["start"],
        "end": _HIT["end"],
        "heading": Key("array of strings", "The headings or definitions that it begins under, outermost first."),
        "place": Key(_TEXT, _PLACE),
        "title": _HIT["title"],
        "format": _HIT["format"],
        "text": _HIT["text"],
        "vector": Key("array of numbers", "Its vector, of length one."),
    },
    "scent --version": {
        "scent": Key(_TEXT, "The version of the program."),
        "json": Key(_COUNT, "The version of these objects."),
    },
}
