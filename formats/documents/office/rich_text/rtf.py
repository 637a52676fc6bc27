"""Reader of RTF: paragraphs, headings, table rows, comments, headers, footers and metadata.

The library striprtf turns RTF's codes into text.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from scent.errors import ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.blocks.composer import Composer
from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.base.format import Family, Format
from scent.formats.documents.base.metadata import author_names, meaningful_title, parse_date_ns
from scent.formats.documents.base.page_numbers import is_page_number
from scent.formats.documents.office.rich_text.rtf_groups import FOOTER_MARK, HEADER_MARK, prepare_rtf

_INFO = re.compile(
    r"\{\\(title|author|subject|keywords|doccomm) ?((?:[^{}\\]|\\'[0-9a-fA-F]{2}|\\u-?\d{1,5} ?\??|\\[{}\\]){1,600})\}"
)
_CREATED = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")
_ITEM = re.compile("[-*•·◦▪\u2013]\\s|\\(?(?:\\d{1,3}|[a-z])[.)]\\s")
# striprtf drops heading levels, so they are passed through it as private-use characters.
_LEVEL = re.compile(r"\\outlinelevel([0-8])(?!\d) ?")
_FIRST_LEVEL_MARK = 0xE000
_LEVEL_MARK = re.compile("[\ue000-\ue008]")
_NOTE = re.compile(r"\{(?:\\\*)?\\footnote\b ?")
_CELL = re.compile(r"\n+\|")
_DESCRIPTIONS = {"doccomm": "Description", "subject": "Subject", "keywords": "Keywords"}
_HEAD_CHARACTERS = 64 * 1024
_BRACE, _BLANK_LINES = re.compile(r"(?s)\\.|[{}]"), re.compile(r"\n[^\S\n]*\n")
_BEGINNING = re.compile(rb"\{\\rtf\d{0,2}[ \t\r\n]{0,9}[\\{]")


def read(file: BinaryIO, _skip: int) -> Iterator[Document]:
    """Read one document; ReadError if it is damaged or too large."""
    source = limits.read_whole(file).decode("latin-1")  # a character stands for a byte, until its font is known
    prepared = prepare_rtf(source)
    marked = _NOTE.sub(r"{ \\'86 ", _LEVEL.sub(_level_mark, prepared))
    try:
        text = _CELL.sub("|", _to_text(marked))
        info = {kind: _to_text(prepare_rtf(f"{{\\rtf1 {value}}}", source)) for kind, value in _info(source)}
    except (ValueError, LookupError, IndexError, TypeError, AttributeError, OverflowError) as error:
        raise ReadError("it is a damaged RTF file") from error
    composer = Composer("rtf")
    paragraphs = [paragraph.strip() for paragraph in text.split("\n")]
    _write_titles(composer, paragraphs, HEADER_MARK)
    for paragraph in paragraphs:
        _write_paragraph(composer, paragraph)
    composer.set_headings(())
    _write_titles(composer, paragraphs, FOOTER_MARK)
    for name, label in _DESCRIPTIONS.items():
        if info.get(name, "").strip():
            composer.add(f"{label}: {info[name]}")
    for paragraph in _BLANK_LINES.split(_after_group(prepared)):
        composer.add(paragraph)
    if not composer.length and not _is_whole(prepared):
        raise ReadError("it breaks off before its text")
    created = _CREATED.search(source, 0, _HEAD_CHARACTERS)
    yield composer.take_document(
        title=meaningful_title(info.get("title", "")),
        author=author_names(info.get("author", "")),
        date_ns=parse_date_ns("-".join(created.groups())) if created else 0,
    )


def _to_text(source: str) -> str:
    """The text of RTF; a character beyond U+FFFF is written as two halves, which striprtf does not join."""
    from striprtf.striprtf import rtf_to_text

    text: str = rtf_to_text(source, errors="replace")
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _is_whole(source: str) -> bool:
    """Whether all groups are closed."""
    return source.count("{") - source.count(r"\{") <= source.count("}") - source.count(r"\}")


def _after_group(source: str) -> str:
    """What comes after the one group that an RTF file consists of: nothing, or a text that only begins like one."""
    depth = 0
    for brace in _BRACE.finditer(source):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if not depth and brace[0] == "}":
            return source[brace.end() :].strip("\0} \t\r\n")
    return ""


def _write_titles(composer: Composer, paragraphs: list[str], mark: str) -> None:
    """Write the headers or footers, each once."""
    titles = dict.fromkeys(" ".join(each.strip(mark).split()) for each in paragraphs if each.startswith(mark))
    for title in titles:
        if not is_page_number(title):
            composer.add(title)


def _write_paragraph(composer: Composer, text: str) -> None:
    level = _LEVEL_MARK.search(text)
    if text.startswith((HEADER_MARK, FOOTER_MARK)):
        return
    if level:
        composer.heading(ord(level[0]) - _FIRST_LEVEL_MARK, _LEVEL_MARK.sub("", text))
    elif text.endswith("|") and "|" in text[:-1]:
        composer.row(text[:-1].split("|"))
    else:
        composer.add(text, Kind.LIST if _ITEM.match(text) else Kind.PROSE)


def _level_mark(match: re.Match[str]) -> str:
    return f"\\u{_FIRST_LEVEL_MARK + int(match[1]) - 0x10000}? "


def _info(source: str) -> Iterator[tuple[str, str]]:
    return ((match[1], match[2]) for match in _INFO.finditer(source, 0, _HEAD_CHARACTERS))


FORMAT = Format(
    "rtf",
    read,
    (".rtf",),
    sniff=lambda head: _BEGINNING.match(head) is not None,
    known_by_content=True,
    family=Family.DOCUMENTS,
    label="RTF",
    located_by="heading path",
)
