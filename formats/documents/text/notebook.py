"""Jupyter notebooks: cells in their order, under the headings of their Markdown; what running them gave is left out.

Owned here: reading cells, of versions 3 and 4 of the format. nbformat, the library that is kept, checks a schema and
brings four packages for what is a list in JSON.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.document import Block, Document, Kind
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.metadata import author_names, parse_date_ns
from scent.formats.documents.base.outline import BlockStart, Headings, tile, to_label
from scent.formats.documents.text import markdown

_LEVEL = re.compile(r" {0,3}(#{1,6})[ \t]")
_LEVELS = range(1, 7)
_LARGEST = 4 * limits.PART_BYTES  # bytes; pictures that cells have drawn stand in the file
_BETWEEN = "\n\n"


def _read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ReadError(f"it is larger than {_LARGEST >> 20} MB, which is much for a notebook")
    try:
        book = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ReadError("it is no notebook: its JSON is damaged") from error
    said = _dict(_dict(book).get("metadata"))
    text, starts = _joined(_cells(_dict(book)))
    heading = next((start.heading[0] for start in starts if start.kind is Kind.HEADING and start.heading), "")
    authors = said.get("authors")
    names = [str(_dict(author).get("name", "")) for author in authors] if isinstance(authors, list) else []
    title = said.get("title")
    yield Document(
        text,
        "notebook",
        to_label(title) if isinstance(title, str) and title.strip() else heading,
        tile(text, starts),
        author=author_names(", ".join(names)),
        date_ns=parse_date_ns(date) if isinstance(date := said.get("date"), str) else 0,
    )


def _joined(cells: Iterator[tuple[int, str, str]]) -> tuple[str, list[BlockStart]]:
    """The text of all cells, and where blocks begin in it, each in its cell and under the headings above it."""
    pieces: list[str] = []
    starts: list[BlockStart] = []
    headings = Headings()
    at = 0
    for number, kind, source in cells:
        place = f"cell {number}"
        if kind == "markdown":
            blocks = markdown.parse(source).blocks
            starts += (_placed(block, at, place, source, headings) for block in blocks)
        else:
            starts.append(BlockStart(at, Kind.CODE if kind == "code" else Kind.PROSE, headings.path, place=place))
        pieces += (source, _BETWEEN)
        at += len(source) + len(_BETWEEN)
    return "".join(pieces[:-1]), starts


def _placed(block: Block, at: int, place: str, source: str, headings: Headings) -> BlockStart:
    if block.kind is Kind.HEADING and block.heading:
        level = _LEVEL.match(source, block.start)
        underlined = 1 if source[block.start : block.end].rstrip().endswith("=") else 2
        headings.open(len(level[1]) if level else underlined, block.heading[-1])
    return BlockStart(at + block.start, block.kind, headings.path, block.keep, place)


def _cells(book: dict[str, Any]) -> Iterator[tuple[int, str, str]]:
    """Number, kind and source of each cell that is not empty; numbers count from 1, as people do."""
    sheets = book.get("worksheets")
    lists = [_dict(sheet).get("cells") for sheet in sheets] if isinstance(sheets, list) else [book.get("cells")]
    if not any(isinstance(each, list) for each in lists):
        raise ReadError("it is no notebook: it has no cells")
    cells = (cell for each in lists if isinstance(each, list) for cell in each)
    for number, cell in enumerate(cells, 1):
        held = _dict(cell)
        source = held.get("source", held.get("input", ""))
        if isinstance(source, list):
            source = "".join(line for line in source if isinstance(line, str))
        if isinstance(source, str) and source.strip():
            # JSON can spell halves of characters, which no text can hold.
            whole = source.encode("utf-8", "replace").decode()
            if held.get("cell_type") == "heading":  # version 3
                level = held.get("level")
                yield (
                    number,
                    "markdown",
                    f"{'#' * level if isinstance(level, int) and level in _LEVELS else '#'} {whole}",
                )
            else:
                yield number, str(held.get("cell_type")), whole


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


FORMAT = Format(
    "notebook",
    _read,
    suffixes=(".ipynb",),
    family=Family.NOTES,
    label="Jupyter notebooks (cells, without their outputs)",
    located_by="heading path, cell",
)
