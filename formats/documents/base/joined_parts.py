"""Numbers the documents that a reader takes from one file, so that together they read as one text.

`join_parts` is for formats that are not text themselves: their readers return each document as if
it stood alone. `mark_last_part` is for text files that hold several documents, whose offsets and
lines are right already.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.document import Block, Document
from scent.formats.documents.base.parts import PART_CHARACTERS


def join_parts(documents: Iterable[Document]) -> Iterator[Document]:
    r"""The same documents with continuous `offset` and `line`, and `last` set on the last only.

    Each document but the last gets a final "\n" if it has none, so that the next one begins on a
    line of its own. Lines start again at 1 in each member of a container. Documents longer than
    `PART_CHARACTERS` are cut where blocks end.

    Raises:
        ReadError: the documents have more than `limits.CHARACTERS` characters together.
    """
    offset, line, lines = 0, 1, 1
    before: Document | None = None
    try:
        for document in _cut_long_documents(documents):
            if before is not None:
                whole, before = _with_line_end(before), None
                yield whole
                offset += len(whole.text)
                more = whole.text.count("\n")
                line, lines = line + more, lines + more
                limits.check_characters(offset)
                if document.member != whole.member:
                    line = 1 if document.member else lines
            before = replace(document, offset=offset, line=line, last=False)
    except ReadError:
        if before is not None:  # give what was read before the error
            yield before
        raise
    if before is not None:
        yield replace(before, last=True)


def mark_last_part(documents: Iterable[Document], skip: int, empty: Document) -> Iterator[Document]:
    """The documents after the first `skip`, with `last` set on the last only.

    Without any documents, the one result is `empty`.
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
        yield replace(pending or empty, last=True)


def _with_line_end(document: Document) -> Document:
    if not document.text or document.text.endswith("\n"):
        return document
    blocks = document.blocks
    if blocks:
        blocks = (*blocks[:-1], replace(blocks[-1], end=blocks[-1].end + 1))
    return replace(document, text=document.text + "\n", blocks=blocks)


def _cut_long_documents(documents: Iterable[Document]) -> Iterator[Document]:
    for document in documents:
        if len(document.text) <= PART_CHARACTERS:
            yield document
            continue
        if not document.blocks:  # nothing but white space
            yield replace(document, text="")
            continue
        begin, blocks = 0, list[Block]()
        for block in _cut_long_blocks(document):
            if blocks and block.end - begin > PART_CHARACTERS:
                yield replace(_slice(document, begin, blocks), left_out="")
                begin, blocks = block.start, []
            blocks.append(block)
        yield _slice(document, begin, blocks)


def _cut_long_blocks(document: Document) -> Iterator[Block]:
    """The blocks, cut after a line, or else anywhere, to at most `PART_CHARACTERS` each."""
    for block in document.blocks:
        start = block.start
        while block.end - start > PART_CHARACTERS:
            cut = document.text.rfind("\n", start, start + PART_CHARACTERS) + 1 or start + PART_CHARACTERS
            if not document.text[cut : block.end].strip() or not document.text[start:cut].strip():
                break  # one side would be white space, which no block may be
            yield replace(block, start=start, end=cut)
            start = cut
        yield replace(block, start=start)


def _slice(document: Document, begin: int, blocks: list[Block]) -> Document:
    moved = tuple(replace(block, start=block.start - begin, end=block.end - begin) for block in blocks)
    return replace(document, text=document.text[begin : blocks[-1].end], blocks=moved)
