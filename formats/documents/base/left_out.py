"""`LeftOut`, in which a reader notes what it leaves out of a file, so that its last document says so."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from scent.formats.documents.base.clean_text import replace_surrogates
from scent.formats.documents.base.document import Document

_MAX_NAME = 200  # characters
# Characters of all sentences together.
_MAX_SENTENCES = 1000


class LeftOut:
    """What a reader leaves out of one file. As a string: sentences for `Document.left_out`, empty if nothing.

    Each sentence begins with "its", and ends with a number or the first name in brackets: "its damaged pages
    are left out (page 7 and 2 more)".
    """

    def __init__(self) -> None:
        """Nothing is left out so far."""
        self._names: dict[str, dict[str, None]] = {}
        self._counts: dict[tuple[str, str], int] = {}

    def name(self, sentence: str, name: str) -> None:
        """Note something with a name; the same name counts once."""
        self._names.setdefault(sentence, {})[name[:_MAX_NAME]] = None

    def count(self, sentence: str, unit: str, number: int = 1) -> None:
        """Note `number` things; `unit` is what one of them is called."""
        if number:
            self._counts[sentence, unit] = self._counts.get((sentence, unit), 0) + number

    def __str__(self) -> str:
        sentences = [
            *(f"{sentence} ({_first_and_more(names)})" for sentence, names in self._names.items()),
            *(
                f"{sentence} ({number:,} {unit}{'s' * (number != 1)})"
                for (sentence, unit), number in self._counts.items()
            ),
        ]
        return replace_surrogates("; ".join(sentences))[:_MAX_SENTENCES]


def with_left_out(documents: Iterable[Document], left_out: LeftOut) -> Iterator[Document]:
    """The documents of a reader, also those before an error; the last one says what is in `left_out` by then."""
    held: Document | None = None
    try:
        for document in documents:
            if held is not None:
                yield held
            held = document
    except Exception:
        if held is not None:
            yield replace(held, left_out=str(left_out))
        raise
    if held is not None:
        yield replace(held, left_out=str(left_out))


def _first_and_more(names: Collection[str]) -> str:
    more = f" and {len(names) - 1:,} more" if len(names) > 1 else ""
    return next(iter(names)) + more
