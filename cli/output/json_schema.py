"""The objects that `--json` prints, key by key: the table for scent-json(5) and for the tests."""

from collections.abc import Mapping

from scent.cli.output.hits import hit_fields
from scent.cli.output.json_keys import (
    AUTHOR,
    COUNT,
    DATE,
    EXACT_PATH,
    LINES,
    MEMBER,
    NUMBER,
    TEXT,
    Key,
    Object,
    path_keys,
)

# Rises when a key is removed or renamed, or its meaning changes; a new key does not change it.
VERSION = 1

_HIT = hit_fields.KEYS
_DOCUMENT: Object = {
    "author": AUTHOR,
    "date": DATE,
    "language": Key(TEXT, "The language of the document (ISO 639-1), or empty if it names none."),
    "member": MEMBER,
}
_PLACE = "Where it is in a file without lines, such as page 3; or empty."


def _estimates(name: str, meaning: str) -> Object:
    """The keys of estimates by the name of their measure."""
    return {
        name: Key("object", f"{meaning}, by the name of the measure."),
        f"{name}.*.mean": Key(NUMBER, "The mean over the queries."),
        f"{name}.*.low": Key(NUMBER, "The lower end of the 95 % interval."),
        f"{name}.*.high": Key(NUMBER, "The upper end of the 95 % interval."),
        f"{name}.*.queries": Key(COUNT, "The number of queries."),
    }


def _estimate(name: str, meaning: str) -> Object:
    """The keys of one estimate."""
    return {
        name: Key("object", f"{meaning}."),
        f"{name}.mean": Key(NUMBER, "The mean over the questions."),
        f"{name}.low": Key(NUMBER, "The lower end of the 95 % interval."),
        f"{name}.high": Key(NUMBER, "The upper end of the 95 % interval."),
        f"{name}.queries": Key(COUNT, "The number of questions."),
    }


_MODEL: Object = {
    "name": Key(TEXT, "The name of the model."),
    "path": Key("string or null", "The path of its file, or null if it is not installed."),
    "bytes": Key("integer or null", "The size of the file. This and all following keys are null if unknown."),
    "sha256": Key("string or null", "The SHA-256 digest of the file, in hexadecimal."),
    "architecture": Key("string or null", "The architecture, as llama.cpp names it."),
    "pooling": Key("string or null", "How the vector of a text is made from those of its tokens: mean, cls or last."),
    "context": Key("integer or null", "The maximum input length, in tokens."),
    "trained": Key("integer or null", "The maximum length that it was trained on, in tokens."),
    "dims": Key("integer or null", "The length of its vectors."),
    "matryoshka": Key("array of integers or null", "The shorter lengths to which its vectors can be cut."),
    "query_prompt": Key("string or null", "The prompt before a query."),
    "document_prompt": Key("string or null", "The prompt before a passage."),
    "languages": Key("string or null", "The languages that it was trained on."),
    "good_at": Key("string or null", "Its strengths, and its size."),
    "beir": Key("number or null", "Its mean nDCG@10 over the collections of BEIR, in percent, as its makers give it."),
    "licence": Key("string or null", "The licence of the model."),
    "repository": Key("string or null", "The repository that publishes it."),
    "revision": Key("string or null", "The revision of the repository."),
    "file": Key("string or null", "The name of the file in the repository or the package."),
    "url": Key("string or null", "The URL of the download, or of the package."),
    "package": Key("string or null", "The Python package that brings the model, and its version."),
    "vouched": Key("array of strings or null", "The sources that give the same digest."),
}
_REASON = {"reason": Key(TEXT, "The reason, in a sentence.")}

_INDEX_RUN: Object = {
    "added": Key(COUNT, "New files."),
    "changed": Key(COUNT, "Files with new content."),
    "moved": Key(COUNT, "Files that were moved, or are copies."),
    "touched": Key(COUNT, "Files with a new time and the same content."),
    "reread": Key(COUNT, "Files with the same content that were read again, because their readers have improved."),
    "removed": Key(COUNT, "Files that no longer exist."),
    "unchanged": Key(COUNT, "All other files."),
    "skipped": Key("array of objects", "Files without text, that are newly too large, or of which a part is left out."),
    **path_keys("skipped[].path"),
    "skipped[].reason": _REASON["reason"],
    "failed": Key("array of objects", "Files that could not be read."),
    **path_keys("failed[].path"),
    "failed[].reason": _REASON["reason"],
    "missing": Key("array of objects", "Roots that are missing or lost most files, which stay in the index."),
    **path_keys("missing[].path"),
    "missing[].missing": Key(COUNT, "Files that are missing there."),
    "missing[].indexed": Key(COUNT, "Files that the index has there."),
    "missing[].reason": Key(TEXT, "Why they stay in the index."),
    "chunks": Key(COUNT, "Passages added, with exact or provisional vectors."),
    "refined": Key(COUNT, "Passages that got exact vectors in place of provisional ones."),
    "provisional": Key(COUNT, "Passages of the index whose vectors are provisional after the run."),
    "tokens": Key(COUNT, "Tokens that the model has embedded."),
    "bytes": Key(COUNT, "Bytes read."),
    "seconds": Key(NUMBER, "The duration of the run."),
    "generation": Key(COUNT, "The number of the commit."),
    "stopped": Key("string or null", "Why the run ended early: budget, or the name of a signal; else null."),
    "left": Key(COUNT, "Files left for the next run."),
}

# By the command that prints them.
OBJECTS: Mapping[str, Object] = {
    "scent search": {**_HIT, **hit_fields.EXPLAIN_KEYS},
    "scent ask": {
        "question": Key(TEXT, "The question."),
        "answer": Key(TEXT, "The answer, without citations; empty if there is none."),
        "sentences": Key("array of objects", "Its sentences."),
        "sentences[].text": Key(TEXT, "The sentence, without citations."),
        "sentences[].citations": Key("array of numbers", "The numbers of the passages that say it."),
        "sentences[].cited_by": Key(
            TEXT, "Who found them: writer, words (the passage has those of the sentence), or empty if nobody did."
        ),
        "sentences[].support": Key(
            NUMBER, "The greatest share of its words that a passage it cites has, or any if it cites none; 0 to 1."
        ),
        "writer": Key(TEXT, "The name of the model that wrote it."),
        "ended": Key(
            TEXT, "Why it ended: end, tokens or seconds (cut at a limit), or refused (the model found no answer)."
        ),
        "hits": Key("array of objects", "The passages that the model was given, with the keys of `scent search`."),
        "hits[].number": Key(COUNT, "The number that sentences cite."),
    },
    "scent similar": _HIT,
    "scent similar --pairs": {
        "score": Key(NUMBER, "The cosine of the two passages."),
        "first": Key("object", "The first passage."),
        **path_keys("first.path"),
        **{f"first.{name}": key for name, key in LINES.items()},
        "first.text": Key(TEXT, "The exact passage."),
        "second": Key("object", "The second passage."),
        **path_keys("second.path"),
        **{f"second.{name}": key for name, key in LINES.items()},
        "second.text": Key(TEXT, "The exact passage."),
    },
    "scent grep": {
        "query": Key(TEXT, "The query; of several queries, the one that matches best."),
        "path": Key("string or null", "The file as named on the command line; null for standard input."),
        "path_bytes": EXACT_PATH,
        **LINES,
        "score": Key(NUMBER, "How well it matches, from 0 to 1."),
        "text": Key(TEXT, "The sentence that matches."),
    },
    "scent cat": {
        **path_keys(meaning="The file as named on the command line"),
        "kind": Key(TEXT, "The kind of the block: heading, prose, list, code or table."),
        "start": _HIT["start"],
        "end": _HIT["end"],
        **LINES,
        "heading": Key("array of strings", "The headings or definitions that contain it, outermost first."),
        "place": Key(TEXT, _PLACE),
        "text": Key(TEXT, "The exact block."),
        "title": _HIT["title"],
        "format": _HIT["format"],
        **_DOCUMENT,
    },
    "scent index": _INDEX_RUN,
    "scent migrate": _INDEX_RUN,
    "scent status": {
        "index": Key(TEXT, "The directory of the index."),
        "generation": Key(COUNT, "The number of the last commit."),
        "roots": Key("array of objects", "Files and directories that the index covers."),
        **path_keys("roots[].path"),
        "files": Key(COUNT, "Files in the index."),
        "documents": Key(COUNT, "Documents in these files; a large file is split into several."),
        "chunks": Key(COUNT, "Passages in these documents."),
        "exact": Key(COUNT, "Passages with exact vectors; the others have provisional ones until a run refines them."),
        "generated": Key(COUNT, "Passages whose text a program made rather than a person."),
        "generated_files": Key(COUNT, "Files with such passages."),
        "learnt": Key("object", "Weights that scent eval --learn has kept, by name; empty if there are none."),
        "segments": Key(COUNT, "Segments of the index on disk."),
        "skipped": Key(COUNT, "Files that are left out: they hold no text, are too large, or are read in part."),
        "failed": Key(COUNT, "Files that could not be read."),
        "size": Key(COUNT, "The size of the index on disk, in bytes."),
        "last_run": Key("string or null", "The end of the last finished run, in ISO 8601; null if there was none."),
        "last_change": Key("string or null", "The time of the last commit."),
        "writer": Key("object", "The process that writes to the index now.", always=False),
        "writer.pid": Key(COUNT, "Its number.", always=False),
        "writer.host": Key(TEXT, "Its machine.", always=False),
        "writer.command": Key(TEXT, "Its name.", always=False),
        "writer.started": Key(TEXT, "When it began to write, in ISO 8601.", always=False),
        "unfinished": Key(COUNT, "Files of which only the first parts are indexed."),
        "outdated": Key(COUNT, "Files that the next run reads again, because their readers have improved."),
        "unread": Key(COUNT, "Passages in languages that the model does not read."),
        "unread_languages": Key("array of strings", "These languages (ISO 639-1), most passages first."),
        "behind": Key("object", "With `--behind`: how files have changed since then.", always=False),
        "behind.added": Key(COUNT, "New files."),
        "behind.changed": Key(COUNT, "Changed files."),
        "behind.removed": Key(COUNT, "Files that no longer exist."),
        "settings": Key("object", "The settings of the index; its keys may change between versions."),
    },
    "scent status --failed": {**path_keys(), **_REASON},
    "scent status --skipped": {**path_keys(), **_REASON},
    "scent why": {
        **path_keys(),
        "indexed": Key("boolean", "Whether the index has passages of it."),
        "why": Key(TEXT, "How it was read, or what leaves it out."),
        "read": Key("string or null", "The time when it was read, in ISO 8601; null if it was not."),
    },
    "scent check": {
        "file": Key(TEXT, "A damaged file of the index."),
        "what": Key(TEXT, "The damage."),
    },
    "scent check --files": {
        **path_keys(),
        "what": Key(TEXT, "What differs from the index. Damage is listed as by `scent check`."),
    },
    "scent check --repair": {
        "rebuilt": Key("array of strings", "Rebuilt files of the index."),
        "lost": Key("array of objects", "Files that must be read again."),
        **path_keys("lost[].path"),
        "unnamed": Key(COUNT, "The number of further lost files, whose names are lost too."),
    },
    "scent gc": {
        "rewritten": Key(COUNT, "Rewritten segments."),
        "before": Key(COUNT, "The size of the index before, in bytes."),
        "after": Key(COUNT, "The size of the index after, in bytes."),
    },
    "scent forget": {
        "files": Key("array of objects", "Files whose text and vectors were removed."),
        **path_keys("files[].path"),
        "roots": Key("array of objects", "Files and directories that the index no longer covers."),
        **path_keys("roots[].path"),
        "covered": Key("array of objects", "Files that the next index run adds again."),
        **path_keys("covered[].path"),
        "before": Key(COUNT, "The size of the index before, in bytes."),
        "after": Key(COUNT, "The size of the index after, in bytes."),
    },
    "scent config": {
        "name": Key(TEXT, "The name of the setting."),
        "value": Key("string, integer, number or boolean", "The effective value."),
        "origin": Key(TEXT, "The source of the value: default, a variable, or the absolute path of a file."),
    },
    "scent models": {
        **_MODEL,
        "here": Key("boolean", "Whether the model is installed."),
        "used": Key("boolean", "Whether new indexes use the model."),
    },
    "scent models info": _MODEL,
    "scent models pull": _MODEL,
    "scent models remove": {
        "name": Key(TEXT, "The removed model."),
        "freed": Key(COUNT, "The size of its files, in bytes."),
    },
    "scent models tune": {
        "kind": Key(TEXT, "The type of the weights: f32, f16, bf16, q8_0, or empty for the unchanged file."),
        "packed": Key("boolean", "Whether passages shared a batch; else they ran one at a time."),
        "tokens_per_second": Key(NUMBER, "Tokens per second of processor time, on one core."),
        "cosine": Key(NUMBER, "The lowest cosine with the most exact vectors; below 0.999 the variant is rejected."),
        "steady": Key(
            NUMBER, "The lowest cosine with the same weights one at a time; below 0.99999 the variant is rejected."
        ),
        "chosen": Key("boolean", "Whether the model uses this variant from now on, on this processor."),
    },
    "scent models compare": {
        "name": Key(TEXT, "The model, as it was named."),
        "dims": Key(COUNT, "The length of its vectors."),
        "ndcg": Key("number or null", "nDCG@10 of documents, by vectors alone; null without --judge."),
        "isotropy": Key(NUMBER, "IsoScore: 1 if vectors fill all dimensions evenly."),
        "intrinsic_dimension": Key(NUMBER, "The number of dimensions on which vectors lie, by TwoNN."),
        "tokens_per_second": Key(NUMBER, "Tokens per second of processor time, on one core."),
        "memory": Key(COUNT, "The peak memory of the process that embedded, in bytes."),
        "cuts": Key("array of objects", "What shorter vectors keep."),
        "cuts[].dims": Key(COUNT, "The length of the shorter vectors."),
        "cuts[].pca": Key("boolean", "Whether the numbers are those on principal axes; else they are the first ones."),
        "cuts[].overlap": Key(NUMBER, "The share of the ten best passages that stay among them."),
        "cuts[].ndcg": Key("number or null", "nDCG@10 with the shorter vectors; null without --judge."),
        "layers": Key("array of objects", "With --layers: what the model keeps without its last layers."),
        "layers[].layers": Key(COUNT, "The number of layers left."),
        "layers[].overlap": Key(NUMBER, "The share of the ten best passages that stay among them."),
        "layers[].ndcg": Key("number or null", "nDCG@10 with these layers; null without --judge."),
        "layers[].tokens_per_second": Key(NUMBER, "Tokens per second of processor time, on one core."),
        "agreement": Key("array of objects", "How far the model agrees with each other one."),
        "agreement[].model": Key(TEXT, "The other model."),
        "agreement[].jaccard": Key(NUMBER, "The share of the ten best passages that both have."),
        "agreement[].rbo": Key(NUMBER, "The rank-biased overlap of the ten best passages."),
        "agreement[].cka": Key(NUMBER, "The linear CKA of the two spaces."),
        "passages": Key(COUNT, "The number of passages embedded."),
        "queries": Key(COUNT, "The number of queries."),
    },
    "scent eval": {
        "collection": Key(TEXT, "The name of the collection."),
        "setting": Key(TEXT, "The setting that was varied, such as mode=dense."),
        "model": Key(TEXT, "The file of the model, or bundled."),
        "strategy": Key(TEXT, "The embedding strategy."),
        "chunk_tokens": Key(COUNT, "The maximum passage length, in tokens."),
        "window_tokens": Key(
            COUNT, "The maximum window length, in tokens; 0: the length that the model was trained on."
        ),
        "late_weight": Key(NUMBER, "The share of late vectors in a blend."),
        "dims": Key(COUNT, "The length of vectors; 0: the model's own."),
        "mode": Key(TEXT, "The search mode: hybrid, dense or lexical."),
        "queries": Key(COUNT, "The number of queries."),
        "chunks": Key(COUNT, "Embedded passages."),
        "tokens": Key(COUNT, "Tokens in these passages."),
        "index_seconds": Key(NUMBER, "The duration of the index run."),
        **_estimates("measures", "The results"),
        **_estimates("differences", "The differences from the first setting"),
    },
    "scent eval --learn": {
        "kept": Key("boolean", "Whether the learnt weights are kept with the index."),
        "questions": Key(COUNT, "Judged questions that were used."),
        "unknown": Key(COUNT, "Questions of whose judged passages the index has none."),
        "usual": Key("object", "The usual weights, by name: meaning, exact, names, fresh and language."),
        "learnt": Key("object", "The weights that fit the questions best, by the same names."),
        **{
            key: each
            for name, meaning in (
                ("before", "nDCG@10 with the usual weights"),
                ("after", "nDCG@10, each question searched with weights that were fitted to others"),
                ("gain", "The difference, question by question"),
            )
            for key, each in _estimate(name, meaning).items()
        },
        "better": Key(COUNT, "Questions that gain."),
        "worse": Key(COUNT, "Questions that lose."),
    },
    "scent eval --unlearn": {"forgotten": Key("boolean", "Whether the index had learnt anything.")},
    "scent embed": {
        "text": Key(TEXT, "The text; with `--field`, all keys of the object that was read.", always=False),
        "path": Key(TEXT, "With `--whole`, the file as named on the command line.", always=False),
        "path_bytes": EXACT_PATH,
        "vector": Key("array of numbers", "The vector, of length one."),
    },
    "scent export": {
        **path_keys(),
        **LINES,
        "start": _HIT["start"],
        "end": _HIT["end"],
        "heading": Key("array of strings", "The headings or definitions at its beginning, outermost first."),
        "place": Key(TEXT, _PLACE),
        "title": _HIT["title"],
        "format": _HIT["format"],
        "generated": Key("boolean", "Whether a program made it rather than a person."),
        "text": _HIT["text"],
        "vector": Key("array of numbers", "The vector, of length one."),
    },
    "scent --version": {
        "scent": Key(TEXT, "The version of the program."),
        "json": Key(COUNT, "The version of these objects."),
    },
}
