"""Makes a `Format` from a scanner, for text files that hold data (CSV, JSON, YAML, TOML).

A file is read in parts without splitting a record. Where `WordFilter` leaves text out, one document
ends and the next begins, at its own offset and line.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO, NamedTuple, Protocol

from scent.formats.documents.base.blocks.outline import BlockStart, tile
from scent.formats.documents.base.document import Document
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.joined_parts import mark_last_part
from scent.formats.documents.base.left_out import LeftOut
from scent.formats.documents.base.parts import read_parts
from scent.formats.documents.data.word_filter import MAX_WORDLESS, WordFilter

# How JSON begins, with a comment or a name that it is given perhaps; text under its name has no escapes.
_ESCAPED_BEGINNINGS = ("{", "[", '"', "/", "window.YTD.")


class _Escapes(NamedTuple):
    """What resolves escapes, and how a file begins that has any."""

    resolve: Callable[[str], str]
    beginnings: tuple[str, ...]


class Scanner(Protocol):
    """Finds the records of one file, which it is given in pieces; `title` is set by the first."""

    title: str

    def scan(self, text: str, *, final: bool) -> tuple[Sequence[BlockStart], int]:
        """Scan a piece: where its blocks start, the first at 0, and how many characters are done.

        The rest comes again at the start of the next piece. The last piece is `final` and must be
        done completely.
        """


def data_format(  # noqa: PLR0913 - the fields of a format
    name: str,
    scanner: Callable[[], Scanner],
    *,
    suffixes: tuple[str, ...] = (),
    names: tuple[str, ...] = (),
    sniff: Callable[[bytes], bool] | None = None,
    label: str = "",
    located_by: str = "line, key path",
    resolve_escapes: Callable[[str], str] | None = None,
    most_wordless: int = MAX_WORDLESS,
    beginnings: tuple[str, ...] = _ESCAPED_BEGINNINGS,
) -> Format:
    """A text format whose blocks a scanner finds; `resolve_escapes` resolves escapes within lines.

    It does so in files with one of these `beginnings`.

    `most_wordless` is how many characters are kept of a run of blocks without words.
    """
    escapes = _Escapes(resolve_escapes, beginnings) if resolve_escapes else None

    def read(file: BinaryIO, skip: int) -> Iterator[Document]:
        # Skipped parts are scanned as well, because records are counted from the start of the file.
        word_filter, left_out = WordFilter(most_wordless), LeftOut()
        documents = _documents(file, name, scanner(), escapes, word_filter)
        for document in mark_last_part(documents, skip, Document("", name)):
            if document.last:
                word_filter.note(left_out)
            yield replace(document, left_out=str(left_out))

    return Format(
        name, read, suffixes, names, sniff, is_text=True, family=Family.DATA, label=label, located_by=located_by
    )


def _documents(
    file: BinaryIO,
    name: str,
    scanner: Scanner,
    escapes: _Escapes | None,
    word_filter: WordFilter,
) -> Iterator[Document]:
    rest, offset, line = "", 0, 1
    for part in read_parts(file):
        if not part.offset and escapes and not part.text.lstrip().startswith(escapes.beginnings):
            escapes = None  # a text that is not what its name says
        text = rest + (escapes.resolve(part.text) if escapes else part.text)
        starts, end = scanner.scan(text, final=part.last)
        rest = text[end:]
        for first, last, inside in word_filter.spans(text, starts, end):
            span = text[first:last]
            blocks = tile(span, (start._replace(at=start.at - first) for start in inside))
            yield Document(
                span, name, scanner.title, blocks, offset + first, line + text.count("\n", 0, first), last=False
            )
        offset += end
        line += text.count("\n", 0, end)
