"""Tells the descriptions of pictures that people wrote from those that programs fill in."""

import re
from typing import Final

_MAX_CHARACTERS: Final = 4_000
_PROGRAM = re.compile(r"\s*(?:AI-generated content may be incorrect\.?|Description automatically generated.{0,60})")
# A file name, a number, or one word that says no more than that there is a picture.
_NO_DESCRIPTION = re.compile(
    r"\S{0,200}\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?|emf|wmf|heic|avif)|https?://\S*|data:\S*"
    r"|(?:image|img|picture|photo|graphic|icon|spacer|avatar|logo|chart|diagram|object)?[\s_#-]*\d*",
    re.IGNORECASE,
)


def picture_text(*descriptions: str) -> str:
    """The descriptions on one line, each once; empty if none of them describes anything."""
    texts = (" ".join(_PROGRAM.sub(" ", text[:_MAX_CHARACTERS]).split()) for text in descriptions)
    return ": ".join(dict.fromkeys(text for text in texts if text and not _NO_DESCRIPTION.fullmatch(text)))
