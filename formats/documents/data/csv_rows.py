"""Readers of CSV and TSV: each row is a block under the names of the columns.

Rows may span lines inside of quotes; the `csv` module tells where they end. The column names are
the heading, so that a row is also found by them.
"""

import csv
from collections.abc import Iterator, Sequence
from functools import partial

from scent.formats.documents.base.blocks.outline import BlockStart, to_label
from scent.formats.documents.base.document import Kind
from scent.formats.documents.data.data_format import data_format
from scent.formats.documents.data.table_rows import SAMPLE_ROWS, header_row
from scent.formats.documents.data.word_filter import MAX_WORDLESS_ROWS

# A longer row has a quotation mark that is never closed, such as one that means inches.
_MAX_LINES = 200
_MAX_CHARACTERS = 64 * 1024
# After this many unclosed quotes, quotation marks are ignored in the file.
_MAX_UNCLOSED = 20
_DELIMITERS = ",;\t|"
_SAMPLE_CHARACTERS = 64 * 1024


class _UnclosedQuoteError(Exception):
    """A row goes on beyond the limits, or to the end of the file."""


class CsvScanner:
    """Finds the rows of one table."""

    title = ""

    def __init__(self, delimiter: str) -> None:
        """A scanner that prefers `delimiter`, but uses another if that fits better."""
        self._delimiter = delimiter
        self._heading: tuple[str, ...] = ()
        self._header = 0  # the number of the row that names the columns; 0 if none does
        self._row = 0
        self._unclosed = 0

    def scan(self, text: str, *, final: bool) -> tuple[Sequence[BlockStart], int]:
        """Scan a piece: one block a row, placed at its number from 1."""
        lines = text.split("\n")
        if not self._row:
            self._detect_layout(lines)
        starts: list[BlockStart] = []
        at, line = 0, 0
        for after in self._row_ends(lines, final=final):
            if after == len(lines) and not final and len(text) - at <= _MAX_CHARACTERS:
                return starts or [BlockStart(0, Kind.TABLE, self._heading)], at
            self._row += 1
            if not starts or lines[line].strip():
                is_header = self._row == self._header
                heading = self._heading if self._row >= self._header else ()
                starts.append(BlockStart(at, Kind.TABLE, heading, is_header, f"row {self._row}"))
            at += sum(map(len, lines[line:after])) + after - line
            line = after
        return starts, len(text)

    def _detect_layout(self, lines: Sequence[str]) -> None:
        """Choose the delimiter and find the names of the columns."""
        sample = "\n".join(lines[:SAMPLE_ROWS])[:_SAMPLE_CHARACTERS].split("\n")
        above = 0
        if lines[0].lower().startswith("sep=") and len(lines[0].rstrip("\r")) == len("sep=,"):
            self._delimiter, sample, above = lines[0][4], sample[1:], 1
        else:
            self._delimiter = _best_delimiter(sample, self._delimiter)
        rows = list(_rows(sample, self._delimiter))
        header = header_row(rows)
        if header is not None:
            self._header = header + 1 + above
            self._heading = (to_label(", ".join(name.strip() for name in rows[header] if name.strip())),)

    def _row_ends(self, lines: Sequence[str], *, final: bool) -> Iterator[int]:
        """The index of the line after each row."""
        first = 0
        while first < len(lines):
            if self._unclosed >= _MAX_UNCLOSED:
                first += 1
                yield first
                continue
            feed = _Feed(lines, first)
            base = first
            reader = csv.reader(feed, delimiter=self._delimiter)
            try:
                for _ in reader:
                    after = base + reader.line_num
                    if after == len(lines) and final and "\n".join(lines[first:after]).count('"') % 2:
                        raise _UnclosedQuoteError  # noqa: TRY301 - handled like the same error from the feed
                    first = feed.row = after
                    yield after
            except (_UnclosedQuoteError, csv.Error):
                self._unclosed += 1
                first += 1
                yield first


class _Feed:
    """Feeds lines to `csv.reader` and raises where the row from line `row` exceeds the limits."""

    def __init__(self, lines: Sequence[str], first: int) -> None:
        self._lines = lines
        self._next = first
        self._characters = 0
        self._counted_from = first
        self.row = first

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        if self._next == len(self._lines):
            raise StopIteration
        if self._counted_from != self.row:
            self._counted_from, self._characters = self.row, 0
        line = self._lines[self._next]
        self._characters += len(line)
        if self._next > self.row and (self._next - self.row >= _MAX_LINES or self._characters > _MAX_CHARACTERS):
            raise _UnclosedQuoteError
        self._next += 1
        return line + "\n"


def _best_delimiter(lines: Sequence[str], preferred: str) -> str:
    """The delimiter that gives the most rows the same number of cells, more than one.

    If that is none, because the lines above the table are more than its own, only rows that a
    delimiter divides are compared.
    """

    def fit(delimiter: str, least: int) -> tuple[float, bool, int]:
        sizes = [len(row) for row in _rows(lines, delimiter) if row]
        compared = [size for size in sizes if size >= least]
        usual = max(set(compared), key=compared.count, default=0)
        return (compared.count(usual) / len(sizes) if usual > 1 else 0.0, delimiter == preferred, usual)

    for least in (1, 2):
        fits = {delimiter: fit(delimiter, least) for delimiter in _DELIMITERS}
        best = max(fits, key=lambda delimiter: fits[delimiter])
        if fits[best][0]:
            return best
    return preferred


def _rows(lines: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader((line + "\n" for line in lines), delimiter=delimiter)
    except csv.Error:
        return


FORMATS = tuple(
    data_format(
        name,
        partial(CsvScanner, delimiter),
        suffixes=suffixes,
        label=name.upper(),
        located_by="line, row",
        most_wordless=MAX_WORDLESS_ROWS,
    )
    for name, delimiter, suffixes in (("csv", ",", (".csv", ".psv")), ("tsv", "\t", (".tsv", ".tab")))
)
