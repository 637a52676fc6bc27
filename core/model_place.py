"""Where a model is: in a file or a directory, or on a server."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

# How the bundled model is called wherever a model can be named.
BUNDLED_NAME: Final = "bundled"


@dataclass(frozen=True, slots=True)
class Address:
    """A model on a server: the `url` of its endpoint, without a fragment, and its `name` there."""

    url: str
    name: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """The address that `str` gives, and that people write: `https://HOST/v1/embeddings#NAME`.

        Raises:
            ValueError: it is not a whole address, or it has a password, which would be kept with it.
        """
        from urllib.parse import urlsplit  # here, as most models are files

        url, _, name = text.partition("#")
        parts = urlsplit(url)
        if not name.strip() or not name.isprintable():
            raise ValueError("the name of the model is missing, as in https://HOST/v1/embeddings#NAME")
        if "@" in parts.netloc:
            raise ValueError("an address has no user and no password; a key belongs into SCENT_API_KEY")
        if not (parts.hostname and url.isascii() and url.isprintable() and " " not in url):
            raise ValueError("this is not an address such as https://HOST/v1/embeddings#NAME")
        parts.port  # noqa: B018  # raises ValueError for one that no port is
        return cls(url, name)

    def __str__(self) -> str:
        return f"{self.url}#{self.name}"


Place = Path | Address


def short_name(place: Place) -> str:
    """A name for a place that can be that of a file, and is the same for the same place."""
    if isinstance(place, Path):
        return place.stem
    return "".join(letter if letter.isalnum() else "-" for letter in str(place))


def is_address(text: str) -> bool:
    """Whether a text names a server rather than a file."""
    return text.startswith(("http://", "https://"))


def parse_place(text: str) -> Place:
    """The place that `place_text` gave.

    Raises:
        TypeError, ValueError: it is none, as in an index that somebody has changed.
    """
    if not isinstance(text, str):
        raise TypeError("path")
    return Address.parse(text) if is_address(text) else Path(text)


def place_text(place: Place) -> str:
    """A place as text, as an index keeps it; bytes that are not UTF-8 become lone surrogates."""
    return str(place) if isinstance(place, Address) else os.fspath(place)
