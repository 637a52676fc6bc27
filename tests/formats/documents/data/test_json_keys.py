"""JSON and JSON lines: members and elements are blocks at their key paths, in any layout."""

import json

import pytest
from data_documents import documents, placed, under
from hypothesis import given, settings
from hypothesis import strategies as st

from scent.formats.documents.data.json_keys import resolve_escapes

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


def test_escapes_of_json_become_their_characters() -> None:
    text = json.dumps({"a": 'Grüße 🎈\nan "alle"\tund 木\\u00fc'})
    assert resolve_escapes(text) == '{"a": "Grüße 🎈  an \\"alle\\"  und 木\\\\u00fc"}'
    assert resolve_escapes(r'"\u0022\u000a\ud800"') == r'"\u0022\u000a\ud800"'
    assert documents(text, "a.json")[0].text == resolve_escapes(text)


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
    assert read == resolve_escapes(text)


@settings(max_examples=60, deadline=None)
@given(
    words=st.lists(st.from_regex(r"[a-z]{3,8}", fullmatch=True), min_size=1, max_size=8, unique=True),
    space=st.sampled_from([None, 2]),
)
def test_the_key_path_of_a_block_leads_to_its_value(words: list[str], space: int | None) -> None:
    value = {word: {"about": f"{word} and its meaning. " * 20, "more": [word] * 3} for word in words}
    for place, block in placed(json.dumps(value, indent=space), "a.json").items():
        key = place.removeprefix("key ").split(".")[0]
        assert f"{key} and its meaning" in block or "more" in block


def test_a_message_of_the_journal_that_is_a_list_of_bytes_is_read_as_text() -> None:
    colours = list('\x1b[31mKaboom, Häuser "wanken"\x1b[0m'.encode())
    text = f'{{"__REALTIME_TIMESTAMP": "17", "MESSAGE": {colours}}}\n'
    assert (
        documents(text, "a.jsonl")[0].text
        == '{"__REALTIME_TIMESTAMP": "17", "MESSAGE": "Kaboom, Häuser \\"wanken\\""}\n'
    )
    latin = (
        f'{{"__REALTIME_TIMESTAMP": "17",\n "MESSAGE" : [\n {", ".join(map(str, "Straße".encode("latin-1")))}\n ]\n}}\n'
    )
    assert resolve_escapes(latin) == '{"__REALTIME_TIMESTAMP": "17",\n "MESSAGE" : "Stra\ufffde"\n\n\n}\n'


@pytest.mark.parametrize("text", ['{"A": [1, 2, 3, 700]}', '{"KEY": [0, 1, 2, 3, 4, 5]}', '{"a": [72, 105]}'])
def test_other_lists_of_numbers_stay(text: str) -> None:
    assert resolve_escapes(text) == text


def test_colours_of_a_terminal_are_no_part_of_a_word() -> None:
    text = r'["\u001b[1;31mKaboom\u001b[0m", "\u001B]0;window\u0007done"]'
    assert resolve_escapes(text) == '["Kaboom", "done"]'
