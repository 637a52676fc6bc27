"""`LeftOut`, in which a reader notes what it leaves out of a file, on purpose or because of damage.

The last document notes what is left out on purpose. Damage raises an error after the last document.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from scent.errors import ReadError
from scent.formats.documents.base.clean_text import replace_surrogates
from scent.formats.documents.base.document import Document

_MAX_NAME = 200  # characters
# Characters of all sentences together.
_MAX_SENTENCES = 1000


class LeftOut:
    """What a reader leaves out of one file on purpose, and what it loses because of damage.

    As a string: sentences for `Document.left_out` on the former, empty if nothing. Each sentence begins with
    "its", and ends with a number or the first name in brackets: "its columns without text are left out (image
    and 2 more)".
    """

    def __init__(self) -> None:
        """Nothing is left out so far."""
        self._names: dict[str, dict[str, None]] = {}
        self._counts: dict[tuple[str, str], int] = {}
        self._damage: dict[str, dict[str, None]] = {}

    def name(self, sentence: str, name: str) -> None:
        """Note something with a name; the same name counts once."""
        self._names.setdefault(sentence, {})[name[:_MAX_NAME]] = None

    def count(self, sentence: str, unit: str, number: int = 1) -> None:
        """Note `number` things; `unit` is what one of them is called."""
        if number:
            self._counts[sentence, unit] = self._counts.get((sentence, unit), 0) + number

    def damage(self, sentence: str, name: str) -> None:
        """Note a part that is damaged or missing; the same name counts once."""
        self._damage.setdefault(sentence, {})[name[:_MAX_NAME]] = None

    def __str__(self) -> str:
        counts = (
            f"{sentence} ({number:,} {unit}{'s' * (number != 1)})" for (sentence, unit), number in self._counts.items()
        )
        return _joined([*_with_names(self._names), *counts])

    def raise_if_damaged(self, *others: str) -> None:
        """Raise an error for the damage; call this behind the last document.

        Raises:
            ReadError: damage was noted; the message ends with those of `others`.
        """
        if self._damage:
            raise ReadError(_joined([*_with_names(self._damage), *others]))


def with_left_out(documents: Iterable[Document], left_out: LeftOut) -> Iterator[Document]:
    """The documents of a reader, also those before an error; the last one says what is in `left_out` by then.

    Raises:
        ReadError: a part was damaged, which `left_out` tells by then; raised behind the last document.
    """
    held: Document | None = None
    try:
        for document in documents:
            if held is not None:
                yield held
            held = document
    except Exception as error:
        if held is not None:
            yield replace(held, left_out=str(left_out))
        if isinstance(error, ReadError):
            left_out.raise_if_damaged(error.message)
        raise
    if held is not None:
        yield replace(held, left_out=str(left_out))
    left_out.raise_if_damaged()


def _with_names(sentences: Mapping[str, Collection[str]]) -> Iterator[str]:
    return (f"{sentence} ({_first_and_more(names)})" for sentence, names in sentences.items())


def _joined(sentences: Iterable[str]) -> str:
    return replace_surrogates("; ".join(sentences))[:_MAX_SENTENCES]


def _first_and_more(names: Collection[str]) -> str:
    more = f" and {len(names) - 1:,} more" if len(names) > 1 else ""
    return next(iter(names)) + more
