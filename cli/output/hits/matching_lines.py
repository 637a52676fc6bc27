"""Prints matching lines as grep does: with context, separators, numbers and names, sentences alone, or as JSON."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scent.cli.output import render

if TYPE_CHECKING:
    from scent.core.search.sentences.sentence_matcher import MatchingSentence

_MATCH, _PLAIN = b"\x1b[1;31m", b"\x1b[0m"  # the colours of grep


@dataclass(frozen=True, slots=True)
class Look:
    """How matches are printed.

    `numbers` and `names` precede each line. `null` ends names with NUL bytes. `only` prints sentences instead of lines,
    `json` prints objects. `before` and `after` are the numbers of context lines.
    """

    style: render.Style
    numbers: bool = False
    names: bool = False
    null: bool = False
    only: bool = False
    json: bool = False
    before: int = 0
    after: int = 0


class LinePrinter:
    """Prints the lines of one file, group by group; `selected` is the number of matching lines or sentences so far."""

    def __init__(self, look: Look, name: bytes | None, *, most: int | None = None) -> None:
        """Print the file `name` (None: standard input), with at most `most` selected lines."""
        self.selected = 0
        self._look, self._name, self._most = look, name, most
        # The last lines that may be printed as the context before a match.
        self._context: deque[tuple[int, str]] = deque(maxlen=look.before or None)
        # How many lines after a match are still to print, and the number of the last printed line.
        self._after, self._last = 0, 0

    @property
    def done(self) -> bool:
        """Whether the maximum number of lines is selected, and the context after the last one is printed."""
        return self._enough and (not self._after or self._look.only or self._look.json)

    @property
    def _enough(self) -> bool:
        return self._most is not None and self.selected >= self._most

    def lines(self, lines: Sequence[str], first: int, matches: "Sequence[MatchingSentence]") -> Iterator[bytes]:
        """The output for consecutive lines, of which the first has the number `first`."""
        if self._look.only or self._look.json:
            yield from self._sentences(matches)
            return
        spans: dict[int, list[tuple[int, int]]] = {}
        for match in matches:
            for number, span in enumerate(match.spans, match.first):
                spans.setdefault(number, []).append(span)
        yield from self._around(enumerate(lines, first), spans)

    def counted(self) -> bytes:
        """The number of selected lines, after the name of the file if names are printed."""
        name = self._shown_name() + (b"\0" if self._look.null else b":") if self._look.names else b""
        return name + str(self.selected).encode() + b"\n"

    def named(self) -> bytes:
        """The name of the file: the exact bytes, unless stdout is a terminal."""
        if self._look.style.terminal or self._name is None:
            return self._shown_name() + (b"\0" if self._look.null else b"\n")
        return render.relative(self._name, self._look.style.directory) + (b"\0" if self._look.null else b"\n")

    def _sentences(self, matches: "Sequence[MatchingSentence]") -> Iterator[bytes]:
        for match in matches:
            if self._enough:
                return
            self.selected += 1
            if self._look.json:
                yield render.json_line(self._record(match))
            else:
                text = " ".join(match.text.split())
                yield self._start(match.first, b":") + self._shown(text, [(0, len(text))]) + b"\n"

    def _around(
        self, numbered: Iterator[tuple[int, str]], spans: Mapping[int, list[tuple[int, int]]]
    ) -> Iterator[bytes]:
        for number, text in numbered:
            if number in spans and not self._enough:
                self.selected += 1
                at = self._context[0][0] if self._context else number
                if self._last and at > self._last + 1 and (self._look.before or self._look.after):
                    yield b"--\n"
                for before, line in self._context:
                    yield self._start(before, b"-") + self._shown(line, []) + b"\n"
                self._context.clear()
                yield self._start(number, b":") + self._shown(text, spans[number]) + b"\n"
                self._after, self._last = self._look.after, number
            elif self._after:
                self._after, self._last = self._after - 1, number
                yield self._start(number, b"-") + self._shown(text, []) + b"\n"
            elif self._look.before and not self._enough:
                self._context.append((number, text))

    def _start(self, number: int, sign: bytes) -> bytes:
        name = b""
        if self._look.names:
            name = self._shown_name() + (b"\0" if self._look.null else sign)
        return name + (str(number).encode() + sign if self._look.numbers else b"")

    def _shown_name(self) -> bytes:
        return b"(standard input)" if self._name is None else render.shown_path(self._name, self._look.style)

    def _shown(self, text: str, spans: Sequence[tuple[int, int]]) -> bytes:
        if not self._look.style.terminal and not self._look.style.colour:
            return text.encode(errors="replace")
        parts, place = [], 0
        for start, end in spans if self._look.style.colour else ():
            parts += [_safe(text[place:start]), _MATCH, _safe(text[start:end]), _PLAIN]
            place = end
        return b"".join([*parts, _safe(text[place:])])

    def _record(self, match: "MatchingSentence") -> dict[str, object]:
        path = render.json_path(self._name) if self._name is not None else {"path": None}
        return {
            "query": match.query,
            **path,
            "start_line": match.first,
            "end_line": match.last,
            "score": round(match.score, 6),
            "text": match.text,
        }


def _safe(text: str) -> bytes:
    """A line without characters that could harm a terminal; tabs stay."""
    return "\t".join(map(render.visible, text.split("\t"))).encode()
