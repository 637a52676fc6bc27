"""How results look: pure functions, so that hostile names and passages can be tried by the thousand."""

import base64
import json
import re
import unicodedata

from hits import hit
from hypothesis import given
from hypothesis import strategies as some

from scent.cli.output import render
from scent.cli.output.hits import hit_fields, hit_lines
from scent.core.types import Reasons

names = some.binary(min_size=1, max_size=20).filter(lambda name: b"\0" not in name and b"/" not in name)
paths = some.lists(names, min_size=1, max_size=4).map(lambda parts: b"/" + b"/".join(parts))
texts = some.text(some.characters(exclude_categories=["Cs"]), max_size=80)


def harmless(text: str) -> bool:
    return not any(unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs") for character in text)


@given(paths, texts)
def test_a_hit_is_one_harmless_line_on_a_terminal(path: bytes, text: str) -> None:
    (line,) = hit_lines.text_lines([hit(path, text)], render.Style(terminal=True))
    assert line.endswith(b"\n")
    assert harmless(line[:-1].decode())


@given(paths)
def test_in_a_pipe_bytes_that_are_not_utf8_stay_as_they_are(path: bytes) -> None:
    (line,) = hit_lines.text_lines([hit(path)], render.Style())
    path_shown = line.removesuffix(b":3: a passage\n").decode("utf-8", "surrogateescape")
    assert harmless("".join(character for character in path_shown if not "\udc80" <= character <= "\udcff"))
    assert b"\n" not in line[:-1]


@given(some.lists(paths, max_size=5))
def test_paths_ended_by_nul_come_back_exactly(named: list[bytes]) -> None:
    output = b"".join(hit_lines.path_lines(map(hit, named), render.Style(), null=True))
    assert output.split(b"\0")[:-1] == list(dict.fromkeys(named))


@given(paths, texts)
def test_a_json_line_is_one_harmless_line_that_gives_everything_back(path: bytes, text: str) -> None:
    (line,) = hit_lines.json_lines([hit(path, text)], "q")
    assert harmless(line[:-1].decode())
    record = json.loads(line)
    exact = base64.b64decode(record["path_bytes"]) if "path_bytes" in record else record["path"].encode()
    assert (exact, record["text"]) == (path, text)


def test_json_has_these_keys_and_no_others() -> None:
    (line,) = hit_lines.json_lines([hit()], "q")
    assert tuple(json.loads(line)) == hit_fields.NAMES
    assert json.loads(line) == {
        "query": "q",
        "path": "/home/me/notes/a.md",
        "line": 3,
        "start_line": 3,
        "end_line": 4,
        "column": 1,
        "start": 10,
        "end": 19,
        "heading": ["Top", "Sub"],
        "score": 0.5,
        "text": "a passage",
        "title": "A",
        "format": "markdown",
        "stale": "",
        "place": "",
        "author": "",
        "date": None,
        "language": "",
        "member": "",
        "sentence": {"start": 0, "end": 0, "line": 3, "column": 1, "text": ""},
        "copies": 0,
        "copy_paths": [],
        "more": 0,
        "corrected_query": "",
    }


def test_a_passage_of_several_lines_becomes_one() -> None:
    several = hit(text="# Top\n\n  first\n\tsecond\n", sentence=(19, 24))
    (line,) = hit_lines.text_lines([several], render.Style(b"/home/me"), passage=True)
    assert line == b"notes/a.md:5: # Top first second\n"
    (line,) = hit_lines.text_lines([several], render.Style(b"/home/me"))
    assert line == b"notes/a.md:5: first\n"


@given(texts.map(lambda text: text * 9))
def test_a_line_in_a_pipe_has_a_bounded_length(text: str) -> None:
    for line in (
        *hit_lines.text_lines([hit(text=text)], render.Style()),
        *hit_lines.vimgrep_lines([hit(text=text)], render.Style()),
    ):
        shown = line.decode().split(":", 2)[2]
        assert len(re.sub(r"\\(u....|x..)", "?", shown)) <= hit_lines.MOST_CHARACTERS + 10


def test_what_is_too_long_is_cut_between_words_around_the_words_of_the_query() -> None:
    text = "One word after another and on. " * 30 + "A sextant in a trunk. " + "And on it goes. " * 30
    long = hit(text=text, reasons=Reasons(words=("Sextant", "trunk")))
    (line,) = hit_lines.text_lines([long], render.Style())
    shown = line.decode().rstrip().removeprefix("/home/me/notes/a.md:3: ")
    assert "A sextant in a trunk." in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert f" {shown.strip('…')} " in text


def test_context_in_a_pipe_has_the_form_of_grep() -> None:
    text = "first\nsecond one\nthird"
    there = hit(text=text, sentence=(16, 26), before="zero\n", after="\n\nfifth", place="page 2", start_line=3)
    lines = b"".join(hit_lines.text_lines([there, hit()], render.Style(b"/home/me"), context=(1, 2))).decode()
    assert lines.splitlines() == [
        "notes/a.md-3- first",
        "notes/a.md:4: [page 2] second one",
        "notes/a.md-5- third",
        "notes/a.md-6-",
        "--",
        "notes/a.md:3: a passage",
    ]


def test_a_stale_passage_is_marked() -> None:
    assert b":3: [changed] a passage\n" in next(iter(hit_lines.text_lines([hit(stale="changed")], render.Style())))


def test_escapes_are_shown_as_what_they_are() -> None:
    assert render.visible("a\x1b[2J\n\t\u202e\x9b\udcff") == "a\\x1b[2J\\n\\t\\u202e\\x9b\\xff"


def test_paths_are_seen_from_the_directory_they_lie_below() -> None:
    assert render.relative(b"/a/b/c", b"/a") == b"b/c"
    assert render.relative(b"/a/b", b"/") == b"a/b"
    assert render.relative(b"/ab/c", b"/a") == b"/ab/c"
    assert render.relative(b"/a/-rf", b"/a") == b"./-rf"
    assert render.relative(b"/a", b"/a") == b"/a"
    assert render.relative(b"/a/b", b"") == b"/a/b"


def test_colour_marks_path_and_line_only() -> None:
    (line,) = hit_lines.text_lines([hit()], render.Style(b"/home/me", terminal=True, colour=True))
    assert line == b"\x1b[35mnotes/a.md\x1b[0m:\x1b[32m3\x1b[0m: a passage\n"


def test_sizes_are_short() -> None:
    assert [render.size(count) for count in (0, 999, 1500, 12_345_678, 5 * 10**15)] == [
        "0 B",
        "999 B",
        "1.5 kB",
        "12.3 MB",
        "5000.0 TB",
    ]


def test_a_place_and_a_member_stand_where_they_part_from_path_and_passage() -> None:
    there = hit(place="page 3", member=b"a/b.pdf", stale="", date_ns=1_700_000_000_000_000_000)
    (line,) = hit_lines.text_lines([there], render.Style())
    assert line == b"/home/me/notes/a.md!/a/b.pdf:3: [page 3] a passage\n"
    (record,) = map(json.loads, hit_lines.json_lines([there], "q"))
    assert (record["member"], record["date"]) == ("a/b.pdf", "2023-11-14T22:13:20+00:00")


def test_a_date_that_no_calendar_has_is_none() -> None:
    assert render.date(0) is None
    assert render.date((1 << 63) - 1) is not None
    assert render.date(-(1 << 63)) is not None
