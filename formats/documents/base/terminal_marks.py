"""Removes what programs write to style text on a terminal: overstrikes, and escape sequences for colours. Pure."""

import re

# A letter that the next one overstrikes, for bold and underlined words, as in the output of man; and a control
# sequence (ECMA-48), whose last letter would else stand before the first one of a coloured word.
_MARKS = re.compile(r"[^\n\b]\x08(?=[^\n\b])|\x1b\[[0-?]{0,40}[ -/]{0,4}[@-~]")


def has_terminal_marks(text: str) -> bool:
    """Whether a text has overstrikes or colours."""
    return ("\b" in text or "\x1b[" in text) and _MARKS.search(text) is not None


def remove_terminal_marks(text: str) -> str:
    """The text as a terminal shows it, without bold, underlines and colours."""
    return _MARKS.sub("", text) if has_terminal_marks(text) else text
