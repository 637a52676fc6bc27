"""Errors and hints are written in one style everywhere: a lower-case start unless with a name, no final full stop."""

import ast
from collections.abc import Iterator

from places import PROJECT

SOURCES = sorted(file for layer in ("cli", "core", "formats", "src/scent") for file in (PROJECT / layer).rglob("*.py"))
SPEAKING = ("Error", "say", "hint")


def sentences() -> Iterator[tuple[str, str]]:
    """Every text that an error is raised with, or that is said to the user, and where."""
    for file in SOURCES:
        for call in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(SPEAKING):
                for value in [*call.args, *(keyword.value for keyword in call.keywords)]:
                    if text := "".join(_pieces(value)):
                        yield f"{file.relative_to(PROJECT)}:{value.lineno}", text


def _pieces(value: ast.expr) -> Iterator[str]:
    match value:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            for part in parts:
                yield from _pieces(part) if isinstance(part, ast.Constant) else ("{}",)


def test_a_sentence_starts_with_a_small_letter_and_ends_without_a_full_stop() -> None:
    found = dict(sentences())
    assert len(found) > 200
    capital = {place: text for place, text in found.items() if text[0].isupper() and not text.split()[0].isupper()}
    stopped = {place: text for place, text in found.items() if text.endswith(".") and not text.endswith("...")}
    assert (capital, stopped) == ({}, {})
