"""Reads and writes the manifest as JSON; refuses one that is damaged, too large or out of range."""

import errno
import json
from pathlib import Path
from typing import Any, cast

from scent.errors import DamageError, FormatError, NoIndexError, UsageError
from scent.formats.index.errors import NAME_ANOTHER, NO_FILE, unreadable
from scent.formats.index.manifest import (
    FORMAT_VERSION,
    OLDEST_READABLE,
    LexicalEntry,
    Manifest,
    RootMark,
    Seen,
    SegmentEntry,
)
from scent.formats.index.storage import atomic, layout
from scent.formats.index.storage.checksum import FileSum, checksum
from scent.regular_files import open_regular

# Far above any real manifest (a segment takes about 700 bytes, a dead document 8), and small enough
# to parse safely: JSON of nothing but empty lists takes twenty times its size in memory.
MOST_BYTES = 16 << 20
MOST_ROWS = 1 << 31
MOST_DIMS = 1 << 16

_REBUILD = "remove the directory and index again; that does not touch your own files"

# Weights are parts of a score, which is about 1 at most.
MOST_WEIGHT = 2

# More than there are codes of two letters.
_MOST_LANGUAGES = 1_000


def load(index: Path) -> Manifest:
    """Read and check the manifest of the index in the directory `index`.

    Raises:
        NoIndexError: there is no index.
        UsageError: `index` is a file.
        FormatError: a newer scent wrote it.
        DamageError: the manifest has changed since it was written.
    """
    try:
        with open_regular(index / layout.MANIFEST) as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        if error.errno not in {errno.ENOENT, *NO_FILE}:
            raise
        if error.errno not in {errno.ENOENT, errno.ENOTDIR} and index.is_dir():
            raise _damaged(unreadable(error)) from None
        if (index / layout.SEGMENTS).exists():
            raise _damaged("is missing") from None
        if index.exists() and not index.is_dir():
            raise UsageError(f"{index} is a file; an index is a directory", hint=NAME_ANOTHER) from None
        raise NoIndexError(f"there is no index in {index}", hint="make one with: scent index PATH") from None
    return decode(data)


def store(index: Path, manifest: Manifest) -> None:
    """Replace the manifest of the index in one step; after a failure the old one is still there.

    Raises:
        OSError: the disk is full, or the directory cannot be written to.
    """
    atomic.replace(index / layout.MANIFEST, encode(manifest))


def encode(manifest: Manifest) -> bytes:
    """Return the manifest as JSON; equal manifests give equal bytes."""
    body: dict[str, Any] = {
        "format": manifest.format,
        "generation": manifest.generation,
        "fingerprint": manifest.fingerprint,
        "settings": manifest.settings,
        "calibration": manifest.calibration,
        "weights": manifest.weights,
        "dims": manifest.dims,
        # JSON has no bytes: those that are not UTF-8 become lone surrogates, which decode to the
        # same bytes.
        "roots": [root.decode("utf-8", "surrogateescape") for root in manifest.roots],
        "root_marks": [
            {**mark._asdict(), "path": mark.path.decode("utf-8", "surrogateescape")} for mark in manifest.root_marks
        ],
        "next_document": manifest.next_document,
        "next_name": manifest.next_name,
        "segments": [_segment_json(segment) for segment in manifest.segments],
        "lexical": None if manifest.lexical is None else _lexical_json(manifest.lexical),
        "created_ns": manifest.created_ns,
        "updated_ns": manifest.updated_ns,
        "finished_ns": manifest.finished_ns,
        "seen": None
        if manifest.seen is None
        else {
            "digest": manifest.seen.digest,
            "awaits": list(manifest.seen.awaits),
            "readers": manifest.seen.readers,
        },
    }
    # Without indentation, for which json uses its encoder in Python: that takes thirty times as
    # long.
    canonical = _canonical(body)
    return canonical[:-1] + f',"checksum":"{checksum(canonical)}"}}\n'.encode()


def decode(data: bytes) -> Manifest:
    """Return the manifest that the JSON `data` holds.

    Raises:
        FormatError: a newer scent wrote it.
        DamageError: the manifest has changed since it was written.
    """
    if len(data) > MOST_BYTES:
        raise _damaged("is too large")
    try:
        body = json.loads(data)
        if not isinstance(body, dict):
            raise _damaged("is not a JSON object")
        expected = body.pop("checksum", None)
        actual = checksum(_canonical(body))
    except (ValueError, RecursionError):
        raise _damaged("is not JSON") from None
    if actual != expected:
        raise _damaged("does not match its checksum")
    version = body.get("format")
    if not isinstance(version, int) or not OLDEST_READABLE <= version <= FORMAT_VERSION:
        raise FormatError(
            f"the index has format version {version}; this scent reads {OLDEST_READABLE} to {FORMAT_VERSION}",
            hint="use the scent that wrote it, or remove the directory and index again",
        )
    try:
        return _manifest(_Fields(body))
    except (KeyError, TypeError, ValueError, UnicodeError) as error:
        raise _damaged(f"holds a value that cannot be right ({error})") from None


def _canonical(body: dict[str, Any]) -> bytes:
    return json.dumps(body, sort_keys=True, separators=(",", ":")).encode("ascii")


def _damaged(problem: str) -> DamageError:
    return DamageError(f"{layout.MANIFEST} {problem}", hint=_REBUILD)


class _Fields:
    """The fields of a JSON object, each read by the type that it must have.

    Raises:
        KeyError, TypeError, ValueError: (from any method) a field is missing, or of another type or
            range.
    """

    def __init__(self, body: object) -> None:
        if not isinstance(body, dict):
            raise TypeError("an object is missing")
        self.body = cast("dict[str, Any]", body)

    def number(self, name: str, most: int = 1 << 63) -> int:
        value = self.body[name]
        if type(value) is not int or not 0 <= value < most:
            raise ValueError(name)
        return value

    def text(self, name: str, missing: str | None = None) -> str:
        value = self.body[name] if missing is None else self.body.get(name, missing)
        if not isinstance(value, str):
            raise TypeError(name)
        return value

    def items(self, name: str) -> list[Any]:
        value = self.body[name]
        if not isinstance(value, list):
            raise TypeError(name)
        return value


def _manifest(body: _Fields) -> Manifest:
    settings = body.body["settings"]
    if not isinstance(settings, dict):
        raise TypeError("settings")
    dims = body.number("dims", MOST_DIMS)
    if dims == 0:
        raise ValueError("dims")
    lexical = body.body["lexical"]
    segments = tuple(_segment(_Fields(segment)) for segment in body.items("segments"))
    if len({segment.name for segment in segments}) != len(segments):
        raise ValueError("one segment twice")
    return Manifest(
        generation=body.number("generation"),
        fingerprint=body.text("fingerprint"),
        settings=settings,
        dims=dims,
        roots=tuple(_root(root) for root in body.items("roots")),
        next_document=body.number("next_document"),
        next_name=body.number("next_name"),
        segments=segments,
        lexical=None if lexical is None else _lexical(_Fields(lexical)),
        created_ns=body.number("created_ns"),
        updated_ns=body.number("updated_ns"),
        finished_ns=body.number("finished_ns"),
        seen=_seen(body.body.get("seen")),
        root_marks=tuple(_root_mark(_Fields(each)) for each in body.body.get("root_marks", [])),
        calibration=_calibration(body.body.get("calibration")),
        weights=_weights(body.body.get("weights")),
        format=body.number("format"),
    )


def _root(root: object) -> bytes:
    if not isinstance(root, str):
        raise TypeError("roots")
    return root.encode("utf-8", "surrogateescape")


def _calibration(body: object) -> dict[str, Any] | None:
    if not (body is None or isinstance(body, dict)):
        raise TypeError("calibration")
    return body


def _weights(body: object) -> dict[str, float] | None:
    if body is None:  # also where an older scent has written the manifest
        return None
    weights = _Fields(body).body
    if not all(type(each) in {int, float} and 0 <= each <= MOST_WEIGHT for each in weights.values()):
        raise ValueError("weights")
    return {name: float(each) for name, each in weights.items()}


def _seen(body: object) -> Seen | None:
    if body is None:  # also where an older scent has written the manifest
        return None
    fields = _Fields(body)
    awaits = tuple(fields.items("awaits"))
    if not all(isinstance(each, str) for each in awaits):
        raise ValueError("awaits")
    return Seen(fields.text("digest"), awaits, fields.text("readers", ""))


def _root_mark(body: _Fields) -> RootMark:
    path = body.text("path").encode("utf-8", "surrogateescape")
    # Numbers of devices and inodes take up to 64 bits.
    device, inode = (body.number(name, 1 << 64) for name in ("device", "inode"))
    return RootMark(path, device, inode, body.number("missing_since_ns"))


def _segment(body: _Fields) -> SegmentEntry:
    documents = body.number("documents", MOST_ROWS)
    files = _files(body.body["files"])
    if not set(layout.SEGMENT_FILES) <= set(files) or not all(map(layout.is_segment_file, files)):
        raise ValueError("segment files")
    dead = tuple(body.items("dead"))
    if not all(type(row) is int and 0 <= row < documents for row in dead):
        raise ValueError("dead")
    return SegmentEntry(
        name=_name(body),
        documents=documents,
        chunks=body.number("chunks", MOST_ROWS),
        files=files,
        dead=dead,
        graph_stamp=tuple(body.items("graph_stamp")),
    )


def _lexical(body: _Fields) -> LexicalEntry:
    files = _files(body.body["files"])
    if not all(map(layout.is_lexical_file, files)):
        raise ValueError("lexical files")
    # Scents that did not write this field yet stemmed all terms as English.
    languages = tuple(body.items("languages")) if "languages" in body.body else ("en",)
    if len(languages) > _MOST_LANGUAGES or not all(isinstance(each, str) for each in languages):
        raise ValueError("languages")
    version = body.number("version", 1 << 31) if "version" in body.body else 1
    return LexicalEntry(_name(body), body.number("entries"), body.number("deleted"), files, languages, version)


def _name(body: _Fields) -> str:
    name = body.text("name")
    if not layout.is_directory_name(name):
        raise ValueError("name")
    return name


def _files(body: object) -> dict[str, FileSum]:
    sums = {name: _Fields(entry) for name, entry in _Fields(body).body.items()}
    return {name: FileSum(entry.number("size"), entry.text("xxh3")) for name, entry in sums.items()}


def _files_json(files: dict[str, FileSum]) -> dict[str, Any]:
    return {name: {"size": entry.size, "xxh3": entry.xxh3} for name, entry in files.items()}


def _segment_json(segment: SegmentEntry) -> dict[str, Any]:
    return {
        "name": segment.name,
        "documents": segment.documents,
        "chunks": segment.chunks,
        "dead": list(segment.dead),
        "graph_stamp": list(segment.graph_stamp),
        "files": _files_json(segment.files),
    }


def _lexical_json(lexical: LexicalEntry) -> dict[str, Any]:
    return {
        "name": lexical.name,
        "entries": lexical.entries,
        "deleted": lexical.deleted,
        "languages": list(lexical.languages),
        "version": lexical.version,
        "files": _files_json(lexical.files),
    }
