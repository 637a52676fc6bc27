"""Hits for tests of what is printed: real values, with a default for each field."""

from scent.core.types import Hit


def hit(path: bytes = b"/home/me/notes/a.md", text: str = "a passage", **more: object) -> Hit:
    """A hit in `path` with this text; `more` replaces any other field."""
    values = {"start_line": 3, "end_line": 4, "start": 10, "end": 19, "heading": ("Top", "Sub"), "score": 0.5}
    return Hit(path=path, text=text, **{**values, "title": "A", "format": "markdown", **more})  # type: ignore[arg-type]  # a test's shorthand
