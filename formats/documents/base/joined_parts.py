"""The documents that a reader takes from one file, as one text without a break.

Owned here: for formats that are not text themselves, what `Document.offset`, `line` and `last` say, and that no
document is too long for an index. Readers of such formats give documents as if each stood alone. Of text files that
hold several documents, only which of them is the last.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.document import Block, Document
from scent.formats.documents.base.parts import PART_CHARACTERS


def join_parts(documents: Iterable[Document]) -> Iterator[Document]:
    r"""The same documents one after another: offsets and lines go on, and only the very last says `last`.

    All but the last end in "\n", so that each begins on a line of its own. Lines count anew in each member of a
    container, and go on behind it in what is none. Documents longer than a part are cut where blocks end.

    Raises:
        ReadError: together they are more than `limits.CHARACTERS`.
    """
    offset, line, lines = 0, 1, 1
    before: Document | None = None
    try:
        for document in _shorter(documents):
            if before is not None:
                whole, before = _ended(before), None
                yield whole
                offset += len(whole.text)
                more = whole.text.count("\n")
                line, lines = line + more, lines + more
                limits.check_characters(offset)
                if document.member != whole.member:
                    line = 1 if document.member else lines
            before = replace(document, offset=offset, line=line, last=False)
    except ReadError:
        if before is not None:  # what was read before something could not be
            yield before
        raise
    if before is not None:
        yield replace(before, last=True)


def end_parts(documents: Iterable[Document], skip: int, nothing: Document) -> Iterator[Document]:
    """Documents of a text file, whose offsets and lines are right, without the first `skip`; the last says so.

    Where there are none that one which stands for `nothing` is given.
    """
    pending: Document | None = None
    number = 0
    for document in documents:
        if pending is not None:
            if number >= skip:
                yield replace(pending, last=False)
            number += 1
        pending = document
    if number >= skip:
        yield replace(pending or nothing, last=True)


def _ended(document: Document) -> Document:
    if not document.text or document.text.endswith("\n"):
        return document
    blocks = document.blocks
    if blocks:
        blocks = (*blocks[:-1], replace(blocks[-1], end=blocks[-1].end + 1))
    return replace(document, text=document.text + "\n", blocks=blocks)


def _shorter(documents: Iterable[Document]) -> Iterator[Document]:
    for document in documents:
        if len(document.text) <= PART_CHARACTERS or not document.blocks:
            # Without blocks it is white space, of which a part's length is enough.
            yield document if len(document.text) <= PART_CHARACTERS else replace(document, text="")
            continue
        begin, held = 0, list[Block]()
        for block in _pieces(document):
            if held and block.end - begin > PART_CHARACTERS:
                yield _part(document, begin, held)
                begin, held = block.start, []
            held.append(block)
        yield _part(document, begin, held)


def _pieces(document: Document) -> Iterator[Block]:
    """The blocks, none longer than a part: longer ones are cut after a line, or failing that anywhere."""
    for block in document.blocks:
        start = block.start
        while block.end - start > PART_CHARACTERS:
            cut = document.text.rfind("\n", start, start + PART_CHARACTERS) + 1 or start + PART_CHARACTERS
            if not document.text[cut : block.end].strip() or not document.text[start:cut].strip():
                break  # what is left is white space, and a block must not be
            yield replace(block, start=start, end=cut)
            start = cut
        yield replace(block, start=start)


def _part(document: Document, begin: int, blocks: list[Block]) -> Document:
    moved = tuple(replace(block, start=block.start - begin, end=block.end - begin) for block in blocks)
    return replace(document, text=document.text[begin : blocks[-1].end], blocks=moved)
