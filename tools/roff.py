"""Pages of the manual as roff source, from plain pieces of text.

Owned here: escapes and macros (man(7)), and the little Markdown that FORMAT.md uses.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

# A fixed date: the same sources give the same bytes.
DATE = "2026-11-24"


def heading(name: str, section: int, version: str) -> list[str]:
    """How a page begins."""
    return [
        '.\\" Made by tools/generate.py from the command line itself; change that instead.',
        f'.TH {name.upper()} {section} "{DATE}" "scent {version}" "scent manual"',
        ".nh",  # no hyphens in words that people copy
        ".ad l",
    ]


def text(words: str, *, emphasis: bool = False) -> str:
    """Running text: what stands in backquotes is set bold, and so are options; with `emphasis`, `*this*` italic."""
    plain = _emphasised if emphasis else _options
    parts = re.split(r"`([^`]+)`", words)
    marked = [f"\\fB{escaped(part)}\\fP" if odd % 2 else plain(part) for odd, part in enumerate(parts)]
    return _guarded("".join(marked))


def bold(words: str) -> str:
    """Words set bold."""
    return _guarded(f"\\fB{escaped(words)}\\fP")


def escaped(words: str) -> str:
    """Text that roff takes literally: backslashes, hyphens that are to be copied, quotes that must stay straight."""
    table = {"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti"}
    return "".join(
        table.get(character, character if character.isascii() else f"\\[u{ord(character):04X}]") for character in words
    )


def section(title: str, lines: Iterable[str]) -> list[str]:
    """A section, nothing if it is empty."""
    content = list(lines)
    return [f".SH {_quoted(title.upper())}", *content] if content else []


def paragraphs(texts: Sequence[str]) -> list[str]:
    """Paragraphs of running text."""
    lines: list[str] = []
    for number, each in enumerate(texts):
        lines += [*([".PP"] if number else []), text(each)]
    return lines


def items(pairs: Iterable[tuple[str, str]], indent: int = 0) -> Iterator[str]:
    """A list of terms, which are roff already, and what they mean."""
    for term, meaning in pairs:
        yield f".TP {indent}" if indent else ".TP"
        yield term
        yield text(meaning)


def verbatim(lines: Iterable[str]) -> list[str]:
    """Lines that are set as they are."""
    return [".PP", ".nf", *(_guarded(escaped(line)) for line in lines), ".fi"]


def markdown(source: str) -> Iterator[str]:
    """The Markdown that FORMAT.md is written in: headings, paragraphs, lists, tables, indented text."""
    first = True
    for block in re.split(r"\n\s*\n", source.strip("\n")):
        lines = block.splitlines()
        head = re.fullmatch(r"(#+) (.*)", lines[0])
        if head:
            yield f".SH {_quoted(head[2].upper())}" if len(head[1]) < 3 else f".SS {_quoted(head[2])}"  # noqa: PLR2004  # a section or one within it
            first = True
            lines = lines[1:]
        if not lines:
            continue
        yield from _block(lines, first=first)
        first = False


def _block(lines: list[str], *, first: bool) -> Iterator[str]:
    if lines[0].startswith("    "):
        yield from verbatim(line.removeprefix("    ") for line in lines)[1 if first else 0 :]
    elif lines[0].startswith("|"):
        head, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in (lines[0], *lines[2:])]
        if all(row[0].isdigit() for row in rows):  # numbers say nothing without the heads of their columns
            yield from verbatim(_aligned([head, *rows]))[1 if first else 0 :]
            return
        for name, *middle, last in rows:
            yield from items([(f"{bold(name)} {text(', '.join(middle))}".rstrip(), last or "-")])
    elif re.match(r"(- |[0-9]+\. )", lines[0]):
        for entry in re.split(r"\n(?=- |[0-9]+\. )", "\n".join(lines)):
            mark, _, rest = entry.partition(" ")
            shown = "\\(bu" if mark == "-" else mark
            yield from (f'.IP "{shown}" 4', text(" ".join(rest.split()), emphasis=True))
    else:
        yield from [] if first else [".PP"]
        yield text(" ".join(" ".join(lines).split()), emphasis=True)


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _emphasised(words: str) -> str:
    parts = re.split(r"\*([^*]+)\*", words)
    return "".join(f"\\fI{escaped(part)}\\fP" if odd % 2 else _options(part) for odd, part in enumerate(parts))


def _options(words: str) -> str:
    parts = re.split(r"(?<![\w-])(--?[a-z0-9][a-z0-9-]*)", words)
    return "".join(f"\\fB{escaped(part)}\\fP" if odd % 2 else escaped(part) for odd, part in enumerate(parts))


def _guarded(line: str) -> str:
    return f"\\&{line}" if line.startswith((".", "'")) else line


def _quoted(title: str) -> str:
    return f'"{escaped(title)}"' if " " in title else escaped(title)
