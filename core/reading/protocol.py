"""Documents as bytes, between a reader's process and the run.

Owned here: both directions. What comes back is believed in nothing: a hostile file may have taken over its reader, so
every value is checked, and the worst it can do is to tell lies about its own file. JSON, because reading it builds
nothing but data.
"""

import base64
import json
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, Final

from scent.formats.documents.base.document import Block, Document, Kind

# A part of a quarter of a million characters with as many blocks as fit takes a tenth of this.
MOST_BYTES: Final = 48 << 20
_MOST_CHARACTERS: Final = 1 << 20
_MOST_LABEL: Final = 1000
_KINDS: Final = tuple(Kind)


class FrameError(ValueError):
    """What came is no document."""


def pack(document: Document) -> bytes:
    """A document as one line of JSON; equal paths of headings are said once."""
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
    values = {name: getattr(document, name) for name in _VALUES}
    member = base64.b64encode(document.member).decode()
    return json.dumps({**values, "member": member, "blocks": blocks, "headings": list(headings)}).encode()


def unpack(record: dict[str, Any]) -> Document:
    """The document in a record that `pack` made, as far as can be seen; FrameError if it cannot have."""
    try:
        headings = [tuple(_label(text) for text in path) for path in record["headings"]]
        blocks = [
            Block(_KINDS[kind], int(start), int(end), headings[heading], bool(keep), _label(place))
            for kind, start, end, heading, keep, place in record["blocks"]
        ]
        document = Document(
            blocks=tuple(blocks),
            member=base64.b64decode(record["member"], validate=True),
            **{name: kind(record[name]) for name, kind in _VALUES.items()},
        )
        document.text.encode(), document.title.encode(), document.author.encode()
    except (KeyError, ValueError, TypeError, IndexError) as error:
        raise FrameError("no document") from error
    if not _is_sound(document):
        raise FrameError("a document that breaks its promises")
    return document


_VALUES: Final[dict[str, Any]] = {
    "text": str,
    "format": str,
    "title": str,
    "offset": int,
    "line": int,
    "last": bool,
    "author": str,
    "date_ns": int,
    "language": str,
}


def _label(text: object) -> str:
    if not isinstance(text, str) or len(text) > _MOST_LABEL:
        raise FrameError("no label")
    text.encode()
    return text


def _is_sound(document: Document) -> bool:
    numbers = (document.offset, document.line, abs(document.date_ns))
    return (
        len(document.text) <= _MOST_CHARACTERS
        and all(0 <= number < 1 << 63 for number in numbers)
        and all(
            len(text) <= _MOST_LABEL for text in (document.title, document.author, document.format, document.language)
        )
        and tiles(document.text, document.blocks)
    )


def tiles(text: str, blocks: Sequence[Block]) -> bool:
    """Whether blocks tile a text: in order, without gaps, none of them empty; white space alone has none."""
    if not blocks:
        return not text.strip()
    edges: Iterable[tuple[Block, Block]] = pairwise(blocks)
    return (
        blocks[0].start == 0
        and blocks[-1].end == len(text)
        and all(block.start < block.end for block in blocks)
        and all(one.end == two.start for one, two in edges)
    )
