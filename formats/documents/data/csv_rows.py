"""Tables as text: rows of cells parted by commas, semicolons, tabs or bars.

Owned here: where rows begin, and what the columns are called. A row may go on over lines inside quotes; the `csv`
module says where it ends. The text stays as it is in the file. Each row stands under the names of its columns, which
are its heading and so among the words that it is found by.
"""

import csv
from collections.abc import Iterator, Sequence

from scent.formats.documents.base.document import Kind
from scent.formats.documents.base.outline import Start, label
from scent.formats.documents.data.data_format import record_format

# A row that goes on for longer was never meant to: somewhere a quotation mark means inches.
MOST_LINES = 200
MOST_CHARACTERS = 64 * 1024
# After so many, quotation marks are taken to mean nothing in this file.
MOST_RUNAWAYS = 20
# A block of less is not worth its memory: tiny rows share one.
LEAST_BLOCK = 16
DELIMITERS = ",;\t|"
LONGEST_NAME = 80
_SAMPLE_LINES = 30
_SAMPLE_CHARACTERS = 64 * 1024


class RunawayError(Exception):
    """A row has not ended where it should have."""


class Rows:
    """The scanner of one table."""

    title = ""

    def __init__(self, delimiter: str) -> None:
        """The scanner of a table whose cells are parted by `delimiter`, unless another fits better."""
        self._delimiter = delimiter
        self._heading: tuple[str, ...] = ()
        self._row = 0
        self._runaways = 0

    def scan(self, text: str, *, final: bool) -> tuple[Sequence[Start], int]:
        """One block a row, with its number from 1, as a spreadsheet counts them."""
        lines = text.split("\n")
        if not self._row:
            self._look_at(lines)
        starts: list[Start] = []
        at, line = 0, 0
        for after in self._row_ends(lines, final=final):
            if after == len(lines) and not final and len(text) - at <= MOST_CHARACTERS:
                return starts or [Start(0, Kind.TABLE, self._heading)], at
            self._row += 1
            if not starts or (at - starts[-1].at >= LEAST_BLOCK and not lines[line].isspace() and lines[line]):
                header = self._row == 1 and bool(self._heading)
                starts.append(Start(at, Kind.TABLE, self._heading, header, f"row {self._row}"))
            at += sum(map(len, lines[line:after])) + after - line
            line = after
        return starts, len(text)

    def _look_at(self, lines: Sequence[str]) -> None:
        sample = "\n".join(lines[:_SAMPLE_LINES])[:_SAMPLE_CHARACTERS].split("\n")
        if lines[0].lower().startswith("sep=") and len(lines[0].rstrip("\r")) == len("sep=,"):
            self._delimiter, sample = lines[0][4], sample[1:]
        else:
            self._delimiter = _likeliest(sample, self._delimiter)
        names = next(_rows(sample, self._delimiter), [])
        if looks_like_header(names):
            self._heading = (label(", ".join(name.strip() for name in names if name.strip())),)

    def _row_ends(self, lines: Sequence[str], *, final: bool) -> Iterator[int]:
        """For each row the number of the line after it."""
        first = 0
        while first < len(lines):
            if self._runaways >= MOST_RUNAWAYS:
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
                        raise RunawayError  # noqa: TRY301 - the same as in the feed: the row has no end
                    first = feed.row = after
                    yield after
            except (RunawayError, csv.Error):
                self._runaways += 1
                first += 1
                yield first


class _Feed:
    """The lines of a text for `csv.reader`, which `row` tells where the row at hand began."""

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
        if self._next > self.row and (self._next - self.row >= MOST_LINES or self._characters > MOST_CHARACTERS):
            raise RunawayError
        self._next += 1
        return line + "\n"


def looks_like_header(cells: Sequence[str]) -> bool:
    """Whether the first row of a table holds the names of its columns: short, different, none of them a number."""
    names = [cell.strip() for cell in cells if cell.strip()]
    return (
        len(names) * 2 > len(cells)
        and len(set(names)) == len(names)
        and all(len(name) <= LONGEST_NAME and any(map(str.isalpha, name)) for name in names)
        and not any(name[0].isdigit() or "\n" in name for name in names)
    )


def _likeliest(lines: Sequence[str], preferred: str) -> str:
    """The delimiter that gives most rows the same number of cells, more than one."""

    def fit(delimiter: str) -> tuple[float, bool, int]:
        sizes = [len(row) for row in _rows(lines, delimiter) if row]
        usual = max(set(sizes), key=sizes.count, default=0)
        return (sizes.count(usual) / len(sizes) if usual > 1 else 0.0, delimiter == preferred, usual)

    best = max(DELIMITERS, key=fit)
    return best if fit(best)[0] else preferred


def _rows(lines: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader((line + "\n" for line in lines), delimiter=delimiter)
    except csv.Error:
        return


FORMATS = (
    record_format("csv", lambda: Rows(","), suffixes=(".csv", ".psv"), label="CSV", carries="line, row"),
    record_format("tsv", lambda: Rows("\t"), suffixes=(".tsv", ".tab"), label="TSV", carries="line, row"),
)
