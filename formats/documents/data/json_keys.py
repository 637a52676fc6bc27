r"""Readers of JSON and JSON lines: members and elements as blocks, placed at key paths.

A scanner of tokens is used because a parser gives values but not their positions. The scanner
accepts whatever looks like JSON (comments, values in a row, truncated files), in any layout, and
its memory does not grow with size or depth. Escapes are resolved, so that words in any script are
found: \u00fc becomes the character, \n and \t become two spaces.
"""

import re
from collections.abc import Sequence

from scent.formats.documents.base.blocks.outline import BlockStart, to_label
from scent.formats.documents.base.document import Kind
from scent.formats.documents.data.data_format import data_format
from scent.formats.documents.data.json_bytes import resolve_bytes
from scent.formats.documents.data.json_content import is_assigned_json
from scent.formats.documents.data.key_sections import LARGE, MAX_DEPTH, MAX_KEY

# In characters. Shorter elements of a list of scalars share a block, and so do shorter members.
_MIN_ELEMENTS = 100
_MIN_MEMBER = 16
# A longer string, in characters, is prose: it is cut between sentences.
_PROSE = 160
_MAX_TITLE = 200  # characters

_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"\\\n]|\\.)*+(?P<closed>")?)|(?P<open>[{\[])|(?P<close>[}\]])|(?P<comma>,)|(?P<colon>:)
    |(?P<comment>//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?)|(?P<plain>[^\s{}\[\],:"/]++|/)""",
    re.VERBOSE,
)
_REST_OF_TEXT = re.compile(r'(?:[^"\\\n]|\\.)*+"?')
_ESCAPE = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([ntrfb\\/\"]))"
)
_TITLE_KEYS = frozenset({"title", "name"})


class _Container:
    """An open object or list.

    `at` is the character where it begins (-1: in an earlier part), and `first` the number of blocks
    at that moment. `key` is the current key of an object, `index` the current index of a list.
    """

    __slots__ = ("at", "awaits_key", "first", "index", "is_object", "key")

    def __init__(self, at: int, first: int, *, is_object: bool) -> None:
        self.at = at
        self.first = first
        self.is_object = is_object
        self.awaits_key = is_object
        self.key = ""
        self.index = 0

    def key_or_index(self) -> str:
        if not self.is_object:
            return f"[{self.index}]"
        return self.key


class JsonScanner:
    """Finds the members and elements of one file; with `records`, top-level values are numbered."""

    def __init__(self, *, records: bool) -> None:
        self.title = ""
        self._records = records
        self._record = 0
        self._open: list[_Container] = []
        self._deeper = 0  # the number of open containers below MAX_DEPTH
        self._within_text = False  # whether a string goes on from the previous part
        self._starts: list[BlockStart] = []
        self._anchor = -1  # where the member begins whose value comes next; -1 if there is none

    def scan(self, text: str, *, final: bool) -> tuple[Sequence[BlockStart], int]:
        """Scan a piece: blocks at members and elements; large ones are split at theirs."""
        del final  # every piece is done completely
        for each in self._open:
            each.at = each.first = -1
        self._starts = [self._start(0)]
        self._anchor = -1
        at = 0
        if self._within_text and (rest := _REST_OF_TEXT.match(text)):
            at = rest.end()
            self._within_text = at == len(text) and not text.endswith('"')
        before = at
        for token in _TOKEN.finditer(text, at):
            self._token(text, before, token)
            before = token.end()
        return self._starts, len(text)

    def _token(self, text: str, before: int, token: re.Match[str]) -> None:
        kind = token.lastgroup if token.lastgroup != "closed" else "text"
        at = token.start()
        if kind in {"text", "plain"}:
            # Blanks before the first token of a line belong to the block that begins there.
            line = text.rfind("\n", before, at) + 1
            self._scalar(text, line or (at if before else 0), token)
        elif kind == "open":
            line = text.rfind("\n", before, at) + 1
            self._enter(line or (at if before else 0), is_object=token[0] == "{")
        elif kind == "close":
            self._leave(token.end())
        elif kind == "comma" and not self._deeper:
            self._anchor = -1
            if self._open:
                self._open[-1].index += 1
                self._open[-1].awaits_key = self._open[-1].is_object

    def _scalar(self, text: str, at: int, token: re.Match[str]) -> None:
        self._within_text = token.end() == len(text) and token["text"] is not None and token["closed"] is None
        if self._deeper:
            return
        inside = self._open[-1] if self._open else None
        if inside and inside.awaits_key:
            inside.awaits_key = False
            inside.key = token[0].strip('"')[:MAX_KEY]
            self._anchor = at if self._anchor < 0 else self._anchor
            self._begin(self._anchor, _MIN_MEMBER)
            return
        if not inside:
            self._record += 1
            self._begin(at, _MIN_MEMBER)
        elif not inside.is_object:
            self._begin(at if self._anchor < 0 else self._anchor, _MIN_ELEMENTS)
        self._anchor = -1
        if token["text"] and len(token[0]) > _PROSE:
            self._starts[-1] = self._starts[-1]._replace(kind=Kind.PROSE)
        if inside and not self.title and len(self._open) == 1 and token["closed"] and inside.key in _TITLE_KEYS:
            self.title = to_label(token[0][1:-1]) if len(token[0]) <= _MAX_TITLE else ""

    def _enter(self, at: int, *, is_object: bool) -> None:
        if len(self._open) == MAX_DEPTH:
            self._deeper += 1
            return
        if not self._open:
            self._record += 1
        if self._anchor < 0:
            self._anchor = at
        if not self._open or not self._open[-1].is_object:
            self._begin(self._anchor, _MIN_MEMBER)
        self._open.append(_Container(at, len(self._starts), is_object=is_object))

    def _leave(self, at: int) -> None:
        if self._deeper:
            self._deeper -= 1
            return
        self._anchor = -1
        if not self._open:
            return
        left = self._open.pop()
        if left.at >= 0 and at - left.at <= LARGE:
            del self._starts[left.first :]

    def _begin(self, at: int, least: int) -> None:
        last = self._starts[-1].at
        if at == last or at - last >= least:
            self._starts.append(self._start(at))

    def _start(self, at: int) -> BlockStart:
        keys = [each.key_or_index() for each in self._open]
        path = "".join(
            key if key.startswith("[") or not number else f".{key}" for number, key in enumerate(keys) if key
        )
        record = f"record {max(self._record, 1)}" if self._records else ""
        place = ", ".join(part for part in (record, path and f"key {to_label(path)}") if part)
        heading = tuple(to_label(each.key) for each in self._open[:-1] if each.is_object and to_label(each.key))
        return BlockStart(at, Kind.CODE, heading, place=place)


def resolve_escapes(text: str) -> str:
    r"""Resolve the escapes in JSON: \uXXXX becomes the character, white space two spaces, bytes their text."""
    text = resolve_bytes(text)
    return _ESCAPE.sub(_resolved, text) if "\\" in text else text


def _resolved(match: re.Match[str]) -> str:
    high, low, code, other = match.groups()
    if high:
        return chr(0x10000 + ((int(high, 16) & 0x3FF) << 10) + (int(low, 16) & 0x3FF))
    if code:
        character = chr(int(code, 16))
        return character if character.isprintable() and character not in '"\\' else match[0]
    return "  " if other in "ntrfb" else match[0]


FORMATS = (
    data_format(
        "json",
        lambda: JsonScanner(records=False),
        suffixes=(".json", ".jsonc", ".json5", ".geojson", ".webmanifest"),
        sniff=is_assigned_json,
        label="JSON",
        resolve_escapes=resolve_escapes,
    ),
    data_format(
        "jsonl",
        lambda: JsonScanner(records=True),
        suffixes=(".jsonl", ".ndjson"),
        label="JSON lines",
        located_by="line, record, key path",
        resolve_escapes=resolve_escapes,
    ),
)
