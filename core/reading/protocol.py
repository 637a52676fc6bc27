"""Encodes documents as bytes that a reader process sends to the run, and decodes them.

The run does not trust what it receives: a hostile file may have taken over its reader. Every value
is checked, so such a reader can at worst give a false text of its own file. The encoding is JSON,
because decoding it creates only data.
"""

import base64
import json
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, Final

from scent.formats.documents.base.document import Block, Document, Kind

# Ten times the size of a part of a quarter of a million characters with as many blocks as fit.
MAX_FRAME_BYTES: Final = 48 << 20
_MAX_CHARACTERS: Final = 1 << 20
_MAX_LABEL_CHARACTERS: Final = 1000
_KINDS: Final = tuple(Kind)


class FrameError(ValueError):
    """A frame does not hold a valid document."""


def pack(document: Document, *, attached: int = 0) -> bytes:
    """Encode a document, to which so many bytes are attached, as one line of JSON.

    Each path of headings is written once.
    """
    headings: dict[tuple[str, ...], int] = {}
    blocks = [
        (
            _KINDS.index(block.kind),
            block.start,
            block.end,
            headings.setdefault(block.heading, len(headings)),
            block.keep,
            block.place,
        )
        for block in document.blocks
    ]
    values = {name: getattr(document, name) for name in _PLAIN_FIELDS}
    member = base64.b64encode(document.member).decode()
    return json.dumps(
        {**values, "member": member, "blocks": blocks, "headings": list(headings), "attached": attached}
    ).encode()


def unpack(record: dict[str, Any]) -> Document:
    """Decode a document that `pack` encoded and JSON parsed.

    Raises:
        FrameError: A field is missing or has an impossible value.
    """
    try:
        headings = [tuple(_checked_label(text) for text in path) for path in record["headings"]]
        blocks = [
            Block(_KINDS[kind], int(start), int(end), headings[heading], bool(keep), _checked_label(place))
            for kind, start, end, heading, keep, place in record["blocks"]
        ]
        document = Document(
            blocks=tuple(blocks),
            member=base64.b64decode(record["member"], validate=True),
            **{name: type_(record[name]) for name, type_ in _PLAIN_FIELDS.items()},
        )
        for text in (document.text, document.title, document.author, document.left_out):
            text.encode()
    except (KeyError, ValueError, TypeError, IndexError) as error:
        raise FrameError("not a document") from error
    if not _is_valid(document):
        raise FrameError("a document with impossible values")
    return document


# The fields of a document that JSON holds as they are, and their types.
_PLAIN_FIELDS: Final[dict[str, Any]] = {
    "text": str,
    "format": str,
    "title": str,
    "offset": int,
    "line": int,
    "last": bool,
    "author": str,
    "date_ns": int,
    "language": str,
    "left_out": str,
}


def attached_bytes(record: dict[str, Any]) -> int:
    """How many bytes are attached to a document.

    Raises:
        FrameError: The number is impossible.
    """
    size = record.get("attached", 0)
    if type(size) is not int or not 0 <= size <= MAX_FRAME_BYTES:
        raise FrameError("impossible attached bytes")
    return size


def _checked_label(text: object) -> str:
    if not isinstance(text, str) or len(text) > _MAX_LABEL_CHARACTERS:
        raise FrameError("not a label")
    text.encode()
    return text


def _is_valid(document: Document) -> bool:
    numbers = (document.offset, document.line, abs(document.date_ns))
    labels = (document.title, document.author, document.format, document.language, document.left_out)
    return (
        len(document.text) <= _MAX_CHARACTERS
        and all(0 <= number < 1 << 63 for number in numbers)
        and all(len(text) <= _MAX_LABEL_CHARACTERS for text in labels)
        and tiles(document.text, document.blocks)
    )


def tiles(text: str, blocks: Sequence[Block]) -> bool:
    """Whether blocks tile a text: in order, without gaps, none of them empty. A text of white space has no blocks."""
    if not blocks:
        return not text.strip()
    edges: Iterable[tuple[Block, Block]] = pairwise(blocks)
    return (
        blocks[0].start == 0
        and blocks[-1].end == len(text)
        and all(block.start < block.end for block in blocks)
        and all(one.end == two.start for one, two in edges)
    )
