"""Write man pages as roff source with the macros of man(7), from plain text and from simple Markdown."""

import re
from collections.abc import Iterable, Iterator, Sequence

# A fixed date, so that the same sources give the same bytes.
DATE = "2026-11-24"


def heading(name: str, section: int, version: str) -> list[str]:
    """The first lines of a page."""
    return [
        '.\\" Made by tools/generate.py from the command line; change that instead.',
        f'.TH {name.upper()} {section} "{DATE}" "scent {version}" "scent manual"',
        ".nh",  # no hyphens in words that people copy
        ".ad l",
    ]


def text(words: str, *, emphasis: bool = False) -> str:
    """A paragraph: text in backquotes is bold, and so are options; with `emphasis`, `*this*` is italic."""
    plain = _emphasised if emphasis else _options
    parts = re.split(r"`([^`]+)`", words)
    marked = [f"\\fB{escaped(part)}\\fP" if odd % 2 else plain(part) for odd, part in enumerate(parts)]
    return _guarded("".join(marked))


def bold(words: str) -> str:
    """Bold text."""
    return _guarded(f"\\fB{escaped(words)}\\fP")


def escaped(words: str) -> str:
    """Text with roff's special characters escaped; hyphens and quotes stay as they are, so that they can be copied."""
    table = {"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti"}
    return "".join(
        table.get(character, character if character.isascii() else f"\\[u{ord(character):04X}]") for character in words
    )


def section(title: str, lines: Iterable[str]) -> list[str]:
    """A section, nothing if it is empty."""
    content = list(lines)
    return [f".SH {_quoted(title.upper())}", *content] if content else []


def paragraphs(texts: Sequence[str]) -> list[str]:
    """Several paragraphs."""
    lines: list[str] = []
    for number, each in enumerate(texts):
        lines += [*([".PP"] if number else []), text(each)]
    return lines


def items(pairs: Iterable[tuple[str, str]], indent: int = 0) -> Iterator[str]:
    """A list of terms, which are roff source already, with their meanings."""
    for term, meaning in pairs:
        yield f".TP {indent}" if indent else ".TP"
        yield term
        yield text(meaning)


def verbatim(lines: Iterable[str]) -> list[str]:
    """Lines that are printed unchanged."""
    return [".PP", ".nf", *(_guarded(escaped(line)) for line in lines), ".fi"]


def markdown(source: str) -> Iterator[str]:
    """Convert simple Markdown: headings, paragraphs, lists, tables, indented text."""
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
        if all(row[0].isdigit() for row in rows):  # numbers mean nothing without their column headings
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
