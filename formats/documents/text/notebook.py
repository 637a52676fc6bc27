"""Reads Jupyter notebooks: the cells in order, without outputs, with the headings of Markdown.

Versions 3 and 4 of the format are read. The nbformat library would check a schema and bring four
packages, to read what is a list in JSON.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.blocks.outline import BlockStart, Headings, tile, to_label
from scent.formats.documents.base.document import Block, Document, Kind
from scent.formats.documents.base.encoding.decode import decode
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.left_out import LeftOut
from scent.formats.documents.base.metadata import author_names, parse_date_ns
from scent.formats.documents.text import markdown

_LEVEL = re.compile(r" {0,3}(#{1,6})[ \t]")
_LEVELS = range(1, 7)
# The keys of a notebook; whatever stands beside them is text as it is written.
_KEYS = frozenset(
    ["cells", "worksheets", "metadata", "nbformat", "nbformat_minor", "orig_nbformat", "orig_nbformat_minor"]
)
_MAX_BYTES = 4 * limits.PART_BYTES  # outputs such as pictures are part of the file
_BETWEEN_CELLS = "\n\n"


class _Cell(NamedTuple):
    """A cell: its number from 1, its kind (`markdown`, `code`, `raw`), and its text."""

    number: int
    kind: str
    source: str


def _read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    data = file.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise ReadError(f"it is larger than {_MAX_BYTES >> 20} MB, too much for a notebook")
    try:
        notebook = _dict(json.loads(decode(data)))
    except (ValueError, RecursionError) as error:
        raise ReadError("it is not a notebook: its JSON is damaged") from error
    left_out = LeftOut()
    text, starts = _join_cells(_cells(notebook, left_out))
    if others := {key: value for key, value in notebook.items() if key not in _KEYS}:
        starts.append(BlockStart(len(text) + len(_BETWEEN_CELLS), Kind.CODE))
        text += _BETWEEN_CELLS + json.dumps(others, ensure_ascii=False, indent=1).encode("utf-8", "replace").decode()
    metadata = _dict(notebook.get("metadata"))
    title, date, authors = (metadata.get(key) for key in ("title", "date", "authors"))
    names = [str(_dict(author).get("name", "")) for author in authors] if isinstance(authors, list) else []
    top_heading = next((start.heading[0] for start in starts if start.kind is Kind.HEADING and start.heading), "")
    yield Document(
        text,
        "notebook",
        to_label(title) if isinstance(title, str) and title.strip() else top_heading,
        tile(text, starts),
        author=author_names(", ".join(names)),
        date_ns=parse_date_ns(date) if isinstance(date, str) else 0,
        left_out=str(left_out),
    )


def _join_cells(cells: Iterator[_Cell]) -> tuple[str, list[BlockStart]]:
    """The text of all cells, and where blocks begin in it; headings apply to the cells after them."""
    pieces: list[str] = []
    starts: list[BlockStart] = []
    headings = Headings()
    at = 0
    for number, kind, source in cells:
        place = f"cell {number}"
        if kind == "markdown":
            blocks = markdown.parse(source).blocks
            starts += (_start_in_notebook(block, at, place, source, headings) for block in blocks)
        else:
            starts.append(BlockStart(at, Kind.CODE if kind == "code" else Kind.PROSE, headings.path, place=place))
        pieces += (source, _BETWEEN_CELLS)
        at += len(source) + len(_BETWEEN_CELLS)
    return "".join(pieces[:-1]), starts


def _start_in_notebook(block: Block, at: int, place: str, source: str, headings: Headings) -> BlockStart:
    """Where a block of a Markdown cell begins, given the offset of the cell and the headings so far."""
    if block.kind is Kind.HEADING and block.heading:
        level = _LEVEL.match(source, block.start)
        underlined = 1 if source[block.start : block.end].rstrip().endswith("=") else 2
        headings.open(len(level[1]) if level else underlined, block.heading[-1])
    return BlockStart(at + block.start, block.kind, headings.path, block.keep, place)


def _cells(notebook: dict[str, Any], left_out: LeftOut) -> Iterator[_Cell]:
    """The cells that are not empty; those with outputs are noted in `left_out`."""
    sheets = notebook.get("worksheets")  # version 3
    lists = [_dict(sheet).get("cells") for sheet in sheets] if isinstance(sheets, list) else [notebook.get("cells")]
    if not any(isinstance(each, list) for each in lists):
        raise ReadError("it is not a notebook: it has no cells")
    cells = (cell for each in lists if isinstance(each, list) for cell in each)
    for number, cell in enumerate(map(_dict, cells), 1):
        if cell.get("outputs"):
            left_out.name("its outputs are left out", f"cell {number}")
        if source := _source(cell):
            yield _Cell(
                number, "markdown" if cell.get("cell_type") == "heading" else str(cell.get("cell_type")), source
            )


def _source(cell: dict[str, Any]) -> str:
    """The text of a cell; empty if it has none but white space."""
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str) or not source.strip():
        return ""
    source = source.encode("utf-8", "replace").decode()  # JSON can spell lone surrogates
    if cell.get("cell_type") == "heading":  # version 3
        level = cell.get("level")
        return f"{'#' * level if isinstance(level, int) and level in _LEVELS else '#'} {source}"
    return source


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
