"""Turns the files of a source into text that scent reads: entries of dictionaries and of data become paragraphs."""

import gzip
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from scent.errors import NotTextError, ReadError
from scent.formats.documents.base.document import Document
from scent.formats.documents.registry import read

# So many entries of a dictionary are one text. They come from all of it, so that few texts are a sample.
_ENTRIES: Final = 40
_TAG: Final = re.compile(r"<[^>]+>|\[[^\]]*\]")


def documents(file: Path, reader: str, work: Path) -> Iterator[Document]:
    """The documents of a file as scent reads them; none if it cannot.

    `reader` is `file`, or a key of `ENTRIES`. Paragraphs are written to a file below `work` first.
    """
    if reader == "file":
        yield from _read(file)
        return
    entries = sorted(ENTRIES[reader](file), key=lambda entry: hashlib.sha256(entry.encode()).digest())
    written = work / "entries.txt"
    for start in range(0, len(entries), _ENTRIES):
        written.write_text("\n\n".join(entries[start : start + _ENTRIES]), encoding="utf-8")
        yield from _read(written)


def _read(file: Path) -> Iterator[Document]:
    try:
        yield from read(file)
    except (NotTextError, ReadError):
        return


def _wordnet(file: Path) -> Iterator[str]:
    """Each set of synonyms of a WordNet data file with its gloss; the format is described in its manual wndb(5)."""
    for line in file.read_text(encoding="ascii").splitlines():
        if line.startswith("  "):  # the licence
            continue
        fields, _, gloss = line.partition("|")
        words = fields.split()
        names = words[4 : 4 + 2 * int(words[3], 16) : 2]
        yield f"{', '.join(name.partition('(')[0].replace('_', ' ') for name in names)}: {gloss.strip()}"


def _factbook(file: Path) -> Iterator[str]:
    """Each text of a country's profile, under its headings."""

    def walk(value: Any, path: Sequence[str]) -> Iterator[str]:  # noqa: ANN401 - JSON
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from walk(inner, path if key == "text" else (*path, key))
        elif isinstance(value, str) and value:
            yield f"{': '.join(path[-2:])}: {_TAG.sub(' ', value)}"

    yield from walk(json.loads(file.read_text(encoding="utf-8")), ())


def _ontology(file: Path) -> Iterator[str]:
    """Each term with its synonyms and its description."""
    with pa.CompressedInputStream(pa.OSFile(str(file)), "zstd") as stream:
        terms = json.loads(stream.read())
    for term in terms.values():
        described = _TAG.sub("", term.get("description") or "").strip()
        if described:
            names = [term["label"], *term.get("synonyms", [])[:3]]
            yield f"{', '.join(names)}: {described}"


def _dictionary(file: Path) -> Iterator[str]:
    """Each entry of a dictionary in the format of dictd: a head word at the start of a line, then indented lines."""
    text = gzip.decompress(file.read_bytes()).decode()
    for entry in re.split(r"\n(?=\S)", text):
        yield "\n".join(line.strip() for line in entry.splitlines())


ENTRIES: Final[dict[str, Callable[[Path], Iterator[str]]]] = {
    "wordnet": _wordnet,
    "factbook": _factbook,
    "ontology": _ontology,
    "dictionary": _dictionary,
}
