"""What fzf is answered while the user types: lists of passages, and each passage as it stands in its file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scent.cli.options.arguments import query_text
from scent.cli.output import render
from scent.cli.output.hits import hit_lines, terminal
from scent.core.types import Hit
from scent.errors import ScentError

# So many lines around a passage fill the window beside the list.
LINES_AROUND = 30
# Passages of earlier lists, which fzf may still show, are kept up to this number.
_MOST_HITS = 2000


class Found(NamedTuple):
    """The hits for a query, and what the user should know about them."""

    hits: Sequence[Hit]
    notes: Sequence[str] = ()


@dataclass
class _Listed:
    """A passage in a list: the query that found it, and what was said of it when it was judged."""

    hit: Hit
    query: str
    said: str = ""


class Session:
    """Answers requests for lists and previews; each passage in a list has a key, by which it is asked for later.

    `search` answers a query, `judge` notes whether a passage answers one, `style` is that of the terminal, and `keys`
    tells the user the keys of the picker.
    """

    def __init__(
        self,
        search: Callable[[str], Found],
        judge: Callable[[str, Hit, bool], None],
        style: render.Style,
        keys: str,
    ) -> None:
        self._search, self._judge, self._style, self._keys = search, judge, style, keys
        self._listed: dict[int, _Listed] = {}
        self._last = 0

    def answer(self, words: Sequence[str]) -> bytes:
        """The answer to a request, each with the columns and lines of the preview.

        Requests are `list QUERY`, `preview KEY`, and `judge KEY good` or `bad`.
        """
        match words:
            case ["list", query, _, _]:
                return self.list(query)
            case ["preview", key, columns, lines]:
                return self.preview(key, int(columns or 80), int(lines or 24))
            case ["judge", key, "good" | "bad" as verdict, _, _]:
                self.judge(key, good=verdict == "good")
                return b""
            case _:
                return b""

    def judge(self, key: str, *, good: bool) -> None:
        """Note whether a passage answers its query; the preview tells that it is noted, or why not."""
        listed = self._with_key(key)
        if listed is None:
            return
        try:
            self._judge(listed.query, listed.hit, good)
        except (ScentError, OSError) as error:
            listed.said = f"not noted: {error.message if isinstance(error, ScentError) else error.strerror}"
        else:
            listed.said = f"noted: {'answers' if good else 'does not answer'} the query"

    def list(self, query: str) -> bytes:
        """The lines of the list for a query: a message, and one line a passage; each begins with a key and a tab."""
        if not query.strip():
            return self._message(f"type what to look for; {self._keys}")
        try:
            hits, notes = self._search(query_text(query))
        except ScentError as error:
            return self._message(". ".join(filter(None, [error.message, error.hint])))
        nothing = [] if hits else ["nothing matches"]
        return self._message("; ".join([*nothing, *notes]) or self._keys) + b"".join(self._lines(hits, query))

    def preview(self, key: str, columns: int, lines: int) -> bytes:
        """A passage as it stands in its file; empty if no list has the key."""
        listed = self._with_key(key)
        if listed is None:
            return b""
        head = self._dim(listed.said) if listed.said else b""
        layout = terminal.Layout(self._style, columns, lines - head.count(b"\n"), links=False)
        return head + b"".join(terminal.page(listed.hit, layout))

    def hit(self, key: str) -> Hit | None:
        """The passage with a key."""
        listed = self._with_key(key)
        return listed.hit if listed else None

    def _with_key(self, key: str) -> "_Listed | None":
        return self._listed.get(int(key)) if key.isdecimal() else None

    def _message(self, text: str) -> bytes:
        return b"-\t" + self._dim(text)

    def _dim(self, text: str) -> bytes:
        return render.painted(render.visible(text).encode(), render.DIM, self._style) + b"\n"

    def _lines(self, hits: Sequence[Hit], query: str) -> Iterator[bytes]:
        for hit in hits:
            self._last += 1
            self._listed[self._last] = _Listed(hit, query)
            for line in hit_lines.text_lines([hit], self._style):
                yield b"%d\t%s" % (self._last, line)
        for key in list(self._listed)[:-_MOST_HITS]:
            del self._listed[key]
