"""Every scanner of text takes linear time, whatever the text: a run of one character, or of two in turn."""

from collections.abc import Callable
from io import BytesIO
from itertools import permutations

import pytest
from timing import grows_at_most, processor_seconds

from scent.cli.output.screen_text import rows
from scent.core.chunking.atoms import atoms
from scent.core.chunking.chunker import chunk
from scent.core.chunking.sentences import lines, sentences
from scent.core.inference.model import Model
from scent.core.models.source import BUNDLED
from scent.core.reading.language import detect_language
from scent.core.search.sentences.answer import best_sentence, query_words_in, word_places
from scent.core.search.sentences.sentence_matcher import _sentences
from scent.errors import ScentError
from scent.formats.documents.base.clean_text import clean_text
from scent.formats.documents.base.document import Block, Document, Kind
from scent.formats.documents.base.encoding.decode import decode
from scent.formats.documents.registry import FORMATS, read_file
from scent.formats.index.lexical.stemming import terms_of

# The first of the sizes that takes a scanner longer than SHORT, in seconds, is compared with a text four times as long.
# Of a scanner that takes less for all of them nothing is compared: quadratic time would be seconds.
SHORT = 0.05
at_sizes = pytest.mark.parametrize(
    "sizes",
    [
        pytest.param((16 << 10, 64 << 10), id="to 256 KiB"),
        pytest.param((64 << 10, 256 << 10), id="to 1 MiB", marks=pytest.mark.long),
    ],
)
# Four times the text takes 4 times as long in linear time, and 16 times in quadratic time.
MOST = 9

MARKS = "\u0301\u0316"  # combining marks of two classes, which are sorted where they follow one another
RUNS = (*'a1. \n!"(-。あ?…é', *MARKS, "\u1161", "\u2028")
PAIRS = (*map("".join, permutations('a."\n', 2)), MARKS, "a\u0301", "! ", "。\n", "|-", "Aa")


def document(text: str, kind: Kind) -> Document:
    return Document(text, "text", blocks=(Block(kind, 0, len(text)),))


SCANNERS: dict[str, Callable[[str], object]] = {
    "sentences": lambda text: list(sentences(text, 0, len(text), of_list=True)),
    "lines": lambda text: list(lines(text, 0, len(text))),
    "atoms of prose": lambda text: atoms(document(text, Kind.PROSE)),
    "atoms of a list": lambda text: atoms(document(text, Kind.LIST)),
    "atoms of code": lambda text: atoms(document(text, Kind.CODE)),
    "best sentence": lambda text: best_sentence(text, {"a": 1.0}, str.split, None),
    "places of words": lambda text: word_places(text, str.split, {"a": 1.0}),
    "rows of a screen": lambda text: list(rows(text, 80, 5, (), (len(text) // 2, len(text)))),
    "query words": lambda text: query_words_in(text, text, str.split, {}),
    "sentences of grep": lambda text: list(_sentences(text.split("\n"), 1)),
    "terms": lambda text: terms_of(text, ""),
    "German terms": lambda text: terms_of(text, "de"),
    "language": lambda text: detect_language(document(text, Kind.PROSE)),
    "clean text": clean_text,
    "UTF-8": lambda text: decode(text.encode()),
    "UTF-16": lambda text: decode(text.encode("utf-16")),
    "another encoding": lambda text: decode(text.encode("cp1252", "replace")),
}


def assert_linear(
    scan: Callable[[str], object], pieces: tuple[str, ...], sizes: tuple[int, ...], beginning: str = ""
) -> None:
    """Scan long runs of each of `pieces`, behind `beginning`."""
    for piece in pieces:

        def scan_run(size: int, piece: str = piece) -> None:
            scan(beginning + piece * (size // len(piece)))

        def seconds(size: int, scan_run: Callable[[int], None] = scan_run) -> float:
            return processor_seconds(lambda: scan_run(size))

        if size := next((each for each in sizes if seconds(each) > SHORT), None):
            assert grows_at_most(scan_run, size, 4 * size, times=MOST), repr(piece)


@at_sizes
@pytest.mark.parametrize("pieces", [RUNS, PAIRS], ids=["one character", "two characters"])
@pytest.mark.parametrize("name", SCANNERS)
def test_a_scanner_of_text_takes_linear_time(name: str, pieces: tuple[str, ...], sizes: tuple[int, ...]) -> None:
    assert_linear(SCANNERS[name], pieces, sizes)


@at_sizes
def test_chunking_takes_linear_time(sizes: tuple[int, ...]) -> None:
    tokenize = Model.open_trusted(BUNDLED).tokenize
    pieces = ("a", ".", "! ", "。", "\n", "\u0301")
    assert_linear(lambda text: chunk(document(text, Kind.PROSE), tokenize, 200), pieces, sizes)


# What may stand before the run, to bring a parser to its patterns.
BEGINNINGS = ("# ", '"""', '"""a', "---\na: ", '{"a":"', ".B ")
NAMES = sorted({(*each.suffixes, *each.names)[0] for each in FORMATS if each.is_text and (each.suffixes or each.names)})


@at_sizes
@pytest.mark.parametrize("name", NAMES)
def test_a_parser_takes_linear_time(name: str, sizes: tuple[int, ...]) -> None:
    def scan(text: str) -> None:
        try:
            for _ in read_file(BytesIO(text.encode()), (f"a{name}" if name[0] == "." else name).encode()):
                pass
        except ScentError:
            pass

    assert_linear(scan, (*'a. \n!"(-[<{:*=_\\`,|#/', "a ", "<a", ": ", "/*", "- "), sizes)
    for beginning in BEGINNINGS:
        assert_linear(scan, ("a", " ", "\n", '"', "(", "{"), sizes, beginning)


def test_a_long_run_of_marks_still_has_its_words() -> None:
    text = "cafe\u0301 " + "\u0316\u0301" * 100 + " Stra\u00dfe"
    found = terms_of(text, "zh")
    assert (found[0], found[-1]) == ("cafe", "strasse")
