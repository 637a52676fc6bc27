"""Data that is text: rows, members and sections, each with its place, in the file's own text and lines."""

import csv
import io
import json
import time
import tomllib
from collections.abc import Sequence
from io import BytesIO

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scent.formats.documents.base.document import Document
from scent.formats.documents.data.json_keys import decode
from scent.formats.documents.data.word_filter import MOST_WORDLESS, has_words
from scent.formats.documents.registry import read_file


def documents(data: str | bytes, name: str) -> list[Document]:
    return list(read_file(BytesIO(data if isinstance(data, bytes) else data.encode()), name.encode()))


def placed(data: str | bytes, name: str) -> dict[str, str]:
    """The text of each block by its place."""
    return {block.place: each.text[block.start : block.end] for each in documents(data, name) for block in each.blocks}


def under(data: str, name: str) -> dict[str, tuple[str, ...]]:
    return {block.place: block.heading for each in documents(data, name) for block in each.blocks}


def test_a_row_of_a_table_is_a_block_under_the_names_of_its_columns() -> None:
    text = (
        'item,price in euros,stock\r\noak table,120,3\r\n"pine ""big"" shelf\nin white",30,1\r\n\r\n'
        "last of all things,1,2"
    )
    assert placed(text, "a.csv") == {
        "row 1": "item,price in euros,stock\r\n",
        "row 2": "oak table,120,3\r\n",
        "row 3": '"pine ""big"" shelf\nin white",30,1\r\n\r\n',
        "row 5": "last of all things,1,2",
    }
    assert set(under(text, "a.csv").values()) == {("item, price in euros, stock",)}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_the_delimiter_is_told_by_the_content(delimiter: str, name: str) -> None:
    rows = [["name", "remark, if any"], ["Anna Ahlberg", "tea; no milk"], ["Ben Brandt", "coffee, black"]]
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    assert set(under(file.getvalue(), name).values()) == {("name, remark, if any",)}


def test_a_table_without_a_header_has_none() -> None:
    assert set(under("2024-01-05,coffee with Ben,3.20\n2024-01-06,tea with Anna,2.80\n", "a.csv").values()) == {()}


def test_a_quotation_mark_that_is_never_closed_costs_one_row() -> None:
    text = "size,what it is made of\n" + '"4 inches,a copper pipe\n' + "5 cm,a plastic pipe for water\n" * 5_000
    found = placed(text, "a.csv")
    assert found["row 2"] == '"4 inches,a copper pipe\n'
    assert found["row 5002"] == "5 cm,a plastic pipe for water\n"


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=30))
def test_rows_begin_where_the_csv_module_put_them(rows: list[list[str]]) -> None:
    rows = [["first name here", "another name"], *rows]
    written = []
    for row in rows:
        file = io.StringIO()
        # Python 3.11 writes a carriage return without quotes, which then no reader takes for a part of a cell.
        quoting = csv.QUOTE_ALL if any("\r" in cell for cell in row) else csv.QUOTE_MINIMAL
        csv.writer(file, lineterminator="\n", quoting=quoting).writerow(row)
        written.append(file.getvalue())
    text = "".join(written)
    begins = {f"row {number}": sum(map(len, written[: number - 1])) for number in range(1, len(rows) + 1)}
    [document] = documents(b"\xef\xbb\xbf" + text.encode(), "a.csv")
    for block in document.blocks[1:]:
        assert block.start == begins[block.place]


def test_a_row_is_not_parted_where_a_large_table_is_cut() -> None:
    row = 'Anna Ahlberg,"first line\nsecond line of the remark"\n'
    parts = documents("name,remark of hers\n" + row * 20_000, "a.csv")
    assert len(parts) > 3
    assert all(part.text.startswith("Anna") and part.text.endswith('remark"\n') for part in parts[1:])
    assert parts[-1].blocks[-1].place == "row 20001"
    assert [part.line for part in parts] == [
        1,
        *(1 + sum(p.text.count("\n") for p in parts[:n]) for n in range(1, len(parts))),
    ]
    whole = [block.place for part in parts for block in part.blocks]
    assert len(whole) == len(set(whole)) == 20_001


def test_numbers_do_not_flood_the_index() -> None:
    text = (
        "seconds,volts,amperes\n"
        + "".join(f"{n},{n * 7 % 11}.5,0.{n}\n" for n in range(100_000))
        + "end of the measurement,,\n"
    )
    found = documents(text, "a.csv")
    assert sum(len(each.text) for each in found) < 3 * MOST_WORDLESS
    assert [each.last for each in found] == [False] * (len(found) - 1) + [True]
    assert found[-1].text.endswith("end of the measurement,,\n")
    assert found[-1].blocks[-1].place == "row 100002"
    for each in found:
        assert text.startswith(each.text, each.offset)
        assert each.line == text.count("\n", 0, each.offset) + 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,2,3", False),
        ("2024-01-01T00:00:00Z,NaN,true,1e-5", False),
        ("9f8a-deadb33f_22,x1", False),
        ("7,木", True),
        ("12,oak", True),
        ("[0.1, 0.2], " * 100, False),
        ("aGVsbG8rd29ybGQ/" * 100, False),
        ("a sentence, and another. " * 40, True),
    ],
)
def test_words_are_told_from_numbers_and_encoded_bytes(text: str, *, expected: bool) -> None:
    assert has_words(text) is expected


SERVERS = {
    "name": "house",
    "servers": {
        "web": {"port": 80, "about": "serves the pages of the shop. " * 12},
        "mail": {"port": 25, "about": "brings letters to the people. " * 12},
    },
    "people": [{"name": "Anna", "about": "likes tea. " * 30}, {"name": "Ben", "about": "likes coffee. " * 30}],
}


@pytest.mark.parametrize("space", [None, 1, 4])
def test_a_member_of_json_is_a_block_under_its_key_path_however_it_is_laid_out(space: int | None) -> None:
    text = json.dumps(SERVERS, indent=space)
    found = placed(text, "a.json")
    assert "letters to the people" in found["key servers.mail.about"]
    assert "likes coffee" in found["key people[1].about"]
    assert under(text, "a.json")["key servers.mail.about"] == ("servers", "mail")
    assert documents(text, "a.json")[0].title == "house"


def test_a_small_json_file_is_one_block() -> None:
    assert list(placed('{"a": 1, "b": [1, 2, {"c": "hello"}]}', "a.json").values()) == [
        '{"a": 1, "b": [1, 2, {"c": "hello"}]}'
    ]


def test_a_record_of_json_lines_is_a_block() -> None:
    records = [{"user": f"user {number}", "text": "something short"} for number in range(2_000)]
    found = placed("".join(json.dumps(record) + "\n" for record in records), "a.jsonl")
    assert json.loads(found["record 1777"]) == records[1776]
    assert len(found) == 2_000


def test_a_long_record_of_json_lines_is_cut_at_its_members() -> None:
    found = placed(json.dumps({"id": "first entry of all"}) + "\n" + json.dumps(SERVERS) + "\n", "a.ndjson")
    assert "letters to the people" in found["record 2, key servers.mail.about"]


def test_escapes_of_json_are_read_as_what_they_stand_for() -> None:
    text = json.dumps({"a": 'Grüße 🎈\nan "alle"\tund 木\\u00fc'})
    assert decode(text) == '{"a": "Grüße 🎈  an \\"alle\\"  und 木\\\\u00fc"}'
    assert decode(r'"\u0022\u000a\ud800"') == r'"\u0022\u000a\ud800"'
    assert documents(text, "a.json")[0].text == decode(text)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=400),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5),
    max_leaves=20,
)


@settings(max_examples=60, deadline=None)
@given(value=VALUES, space=st.sampled_from([None, 2]))
def test_any_json_keeps_its_text_and_its_values(value: object, space: int | None) -> None:
    text = json.dumps(value, indent=space, ensure_ascii=False)
    read = "".join(each.text for each in documents(b"\xef\xbb\xbf" + text.encode(), "a.json"))
    assert read == decode(text)


@settings(max_examples=60, deadline=None)
@given(
    words=st.lists(st.from_regex(r"[a-z]{3,8}", fullmatch=True), min_size=1, max_size=8, unique=True),
    space=st.sampled_from([None, 2]),
)
def test_the_place_of_json_leads_to_the_value(words: list[str], space: int | None) -> None:
    value = {word: {"about": f"{word} and its meaning. " * 20, "more": [word] * 3} for word in words}
    for place, block in placed(json.dumps(value, indent=space), "a.json").items():
        key = place.removeprefix("key ").split(".")[0]
        assert f"{key} and its meaning" in block or "more" in block


CHART = """\
# What this is.
name: {{ .Values.name }}
services:
    web:
        image: nginx   # the server
        about: >
            key: no key, since it stands in a text.
            %s
    mail:
        image: postfix
        about: '%s'
- item
---
second: document
list:
- first: %s
  also: that
- third
"""


def test_a_section_of_yaml_is_a_block_under_its_key_path() -> None:
    long = "many words of no meaning " * 14
    text = CHART % (long, long, long)
    found = placed(text, "a.yaml")
    assert found["key name"].startswith("# What this is.\nname")
    assert "key: no key" in found["key services.web.about"]
    assert found["key services.mail.about"].lstrip().startswith("about: 'many")
    assert found["document 2, key list[0].first"].startswith("list:\n- first: many")
    assert under(text, "a.yaml")["key services.mail.about"] == ("services", "mail")


NAMES = st.from_regex(r"[a-z]{3,8}", fullmatch=True)
NESTED = st.dictionaries(
    NAMES,
    st.dictionaries(NAMES, st.text("ab cd.:-#'\"", min_size=150, max_size=200), min_size=2, max_size=3),
    min_size=2,
    max_size=3,
)


@settings(max_examples=40, deadline=None)
@given(value=NESTED)
def test_keys_of_yaml_are_where_pyyaml_wrote_them(value: dict[str, dict[str, str]]) -> None:
    text = yaml.safe_dump(value, sort_keys=False, width=1000)
    places = {place.removeprefix("key ") for place in placed(text, "a.yaml")}
    expected = {f"{outer}.{inner}" for outer, members in value.items() for inner in members}
    assert places == expected


def test_a_section_of_toml_is_a_block_under_its_path() -> None:
    text = (
        """\
title = "Settings"

# Who may come in.
[access.doors]
front = "open to all people"
text = \"\"\"
[not.a.section]
key = "no key"
\"\"\"
[[people]]
name = "Anna"
[[people]]
name = "Ben"
about = \""""
        + "likes coffee " * 30
        + '"\n[empty]\n'
    )
    assert tomllib.loads(text)["people"][1]["name"] == "Ben"
    found = placed(text, "a.toml")
    assert found["key access.doors"].startswith("# Who may come in.\n[access.doors]")
    assert '[not.a.section]\nkey = "no key"' in found["key access.doors"]
    assert "Anna" in found["key people[0]"]
    assert "likes coffee" in found["key people[1].about"]


HOSTILE = {
    "deep lists": "[" * 100_000,
    "deep objects": '{"a":' * 100_000,
    "closing": "]}" * 100_000,
    "quotes": '"' * 200_000,
    "a quote on each line": '"a\n' * 70_000,
    "two quotes on each line": '"a"","\n' * 30_000,
    "backslashes": '"' + "\\" * 200_001,
    "endless cell": 'a,"' + "b" * 300_000,
    "commas": "," * 200_000,
    "aliases": "a: &a [x]\n" + "".join(f"k{n}: &k{n} [{','.join([f'*k{n - 1}'] * 9)}]\n" for n in range(1, 2_000)),
    "deep keys": "".join(" " * n + "a:\n" for n in range(600)),
    "dashes": "- " * 100_000,
    "dashes on lines": "- - - -\n" * 20_000,
    "colons": "a:" * 100_000,
    "spaces and colons": "a :" * 100_000,
    "equals": "a=" * 100_000,
    "words": "a " * 100_000,
    "brackets": "[a.b]\n" * 30_000,
    "dots": "[" + "a." * 100_000 + "]",
    "comments": "/*" * 100_000,
    "NULs further on": "a,b\n" * 40_000 + "c\0,d\n" * 10,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.jsonl", "a.yaml", "a.toml"])
def test_hostile_data_takes_no_more_than_linear_time(name: str, text: str) -> None:
    begun = time.process_time()
    found = documents(text, name)
    assert time.process_time() - begun < 10
    assert found[-1].last
    assert_tiled(found)


def assert_tiled(found: Sequence[Document]) -> None:
    for each in found:
        ends = [block.end for block in each.blocks]
        assert [block.start for block in each.blocks] == [0, *ends[:-1]][: len(ends)]
        assert not ends or ends[-1] == len(each.text)
        assert ends or not each.text.strip()
