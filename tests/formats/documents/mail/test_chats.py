"""Chats exported as JSON: each message is a block under its sender at its time; other JSON is not a chat."""

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command import Command
from hypothesis import given
from hypothesis import strategies as st
from places import SAMPLES

from scent.formats.documents.base.document import Document
from scent.formats.documents.registry import read, read_file

SAMPLES = SAMPLES / "mail"


def parsed(value: object, name: bytes = b"chat.json") -> list[Document]:
    return list(read_file(io.BytesIO(json.dumps(value).encode()), name))


def message_lines(documents: list[Document]) -> list[tuple[str, str, str]]:
    """Sender, time and text of every message."""
    return [
        (*block.heading, block.place, document.text[block.start : block.end].strip())
        for document in documents
        for block in document.blocks
    ]


EXPORTS = {
    "discord.json": (
        "meteor-watch",
        "Piet",
        "2024-08-13 00:05",
        "Piet: Clouded out here, only the moon\n[moon-over-mill.jpg]",
    ),
    "telegram/result.json": (
        "Choir",
        "Tomasz",
        "2023-11-04 08:12",
        "Tomasz: Rehearsal moves to the crypt because the nave has no heating",
    ),
    "conversations.json": (
        "Pickling cucumbers",
        "assistant",
        "2024-01-23 08:53",
        (
            "assistant: Cut off the blossom end: its enzymes soften the flesh.\n"
            "A vine leaf gives tannin that keeps them crisp."
        ),
    ),
    "slack/harbour/2024-05-14.json": (
        "harbour",
        "Ben Holm",
        "2024-05-14 11:00",
        "Ben Holm: He says the barge carries it off on Friday\n[Barge invoice]\nfiles name: barge-invoice.pdf",
    ),
    "allotment.jsonl": ("", "Imke", "2022-06-05 21:00", "Imke: The hedgehog from number nine drank the beer"),
}


@pytest.mark.parametrize(("name", "expected"), EXPORTS.items())
def test_an_export_is_read_by_sender_and_time(name: str, expected: tuple[str, ...]) -> None:
    documents = list(read(SAMPLES / name))
    assert {document.format for document in documents} == {"chat"}
    title, *last = expected
    assert (documents[-1].title, message_lines(documents)[-1]) == (title, tuple(last))
    assert datetime.fromtimestamp(documents[-1].date_ns / 1e9, UTC).strftime("%Y-%m-%d %H:%M") == last[1]


def test_names_of_one_word_in_a_discord_export_are_kept() -> None:
    person = {"id": "1", "name": "piet42", "nickname": "Pieter", "isBot": False, "roles": [], "avatarUrl": ""}
    message = {
        "id": "11",
        "timestamp": "2024-08-13T00:05:44.9+00:00",
        "isPinned": False,
        "content": "Clouded",
        "author": person,
        "mentions": [{"id": "7", "name": "ruthie", "nickname": "Ruth", "isBot": False}],
    }
    channel = {"id": "2", "type": "GuildTextChat", "category": "Astronomy", "name": "heath", "topic": "Perseids"}
    (document,) = parsed({"guild": {"id": "1", "name": "Nightsky"}, "channel": channel, "messages": [message]})
    assert document.text == (
        "guild name: Nightsky; channel category: Astronomy; channel topic: Perseids\n"
        "Pieter (piet42): Clouded\n"
        "mentions name: ruthie; mentions nickname: Ruth\n"
    )
    assert (document.author, document.title) == ("Pieter (piet42)", "heath")


def test_names_in_slack_exports_are_resolved_also_in_an_archive(tmp_path: Path) -> None:
    text = (
        "Ada Brook: The dredger leaves a spoil heap by the slipway. @Ben Holm can you ring the contractor & ask?\n"
        "Ben Holm: He says the barge carries it off on Friday\n[Barge invoice]\nfiles name: barge-invoice.pdf\n"
    )
    day = "harbour/2024-05-14.json"
    assert "".join(document.text for document in read(SAMPLES / "slack" / day)) == text
    with zipfile.ZipFile(tmp_path / "slack.zip", "w") as archive:
        for name in ("users.json", day):
            archive.write(SAMPLES / "slack" / name, name)
    [*_, inside] = read(tmp_path / "slack.zip")
    assert (inside.text, inside.member, inside.title) == (text, day.encode(), "harbour")
    alone = (SAMPLES / "slack" / day).read_bytes()
    assert "U04BEN2HLM: He says" in next(read_file(io.BytesIO(alone), b"/nowhere/2024-05-14.json")).text


def test_each_line_of_json_lines_is_a_line_of_text() -> None:
    documents = list(read(SAMPLES / "allotment.jsonl"))
    assert [document.line for document in documents] == [1, 3]
    assert "Raoul: Set out beer traps and check them at dawn\n" in documents[0].text
    (document,) = read(SAMPLES / "assistant.jsonl")
    assert document.text.splitlines()[1] == (
        "user: The pendulum stops after an hour assistant: Level the case, then set the beat by ear."
    )
    assert [block.heading for block in document.blocks][-2:] == [("user",), ("assistant",)]


ALIKE = {
    "Messenger": [
        {"participants": [], "messages": [{"sender_name": "A", "timestamp_ms": 1710268200000, "content": "x"}]}
    ],
    "Google Chat": {"messages": [{"creator": {"name": "A"}, "created_date": "2024-03-12 18:30:00 UTC", "text": "x"}]},
    "Claude": [{"name": "", "chat_messages": [{"sender": "A", "created_at": "2024-03-12T18:30:00Z", "text": "x"}]}],
    "Telegram": {"chats": {"list": [{"messages": [{"from": "A", "date": "2024-03-12T18:30:00", "text": ["x"]}]}]}},
    "seconds": [{"user": "A", "ts": "1710268200.000200", "text": "x"}],
    "microseconds": [{"author": {"username": "A"}, "time": 1710268200000000, "body": "x"}],
}


@pytest.mark.parametrize("value", ALIKE.values(), ids=ALIKE)
def test_similar_exports_are_read_alike(value: object) -> None:
    assert message_lines(parsed(value)) == [("A", "2024-03-12 18:30", "A: x")]


NO_CHATS: dict[str, object] = {
    "no sender": [{"date": "2024-03-12", "text": "x"}],
    "no date": [{"user": "A", "text": "x"}],
    "a package": {"name": "x", "author": "A", "time": {"created": "2024-03-12"}, "content": {"text": "y"}},
    "no text": {"messages": [{"from": "A", "date": "2024-03-12", "text": ""}]},
    "mostly others": [{"user": "A", "date": "2024", "text": "x"}, *({"size": number} for number in range(9))],
    "numbers": {"user": 1, "date": 2, "text": 3},
    "issues": [{"title": "Crash at start", "user": {"login": "x"}, "created_at": "2024-03-12", "body": "See photo."}],
    "a log of texts": [
        {"timestamp": "2024-03-12", "sender": "A", "text": "saved"},
        {"timestamp": "2024-03-12", "sender": "A", "text": "copy", "error": "disk full"},
    ],
    "a log": [{"time": "2024-03-12", "user": "A", "message": "copy failed", "error": "disk full"}],
    "reviews": {"messages": [{"author": "A", "date": "2024-03-12", "text": "x", "verdict": "too salty"}]},
    "posts": [{"author": {"name": "A"}, "timestamp": "2024-03-12", "content": "x", "title": "Quinces"}],
}


@pytest.mark.parametrize("value", NO_CHATS.values(), ids=NO_CHATS)
def test_other_json_stays_json(value: object) -> None:
    assert parsed(value)[0].format == "json"


@pytest.mark.parametrize("value", NO_CHATS.values(), ids=NO_CHATS)
def test_a_log_of_such_records_stays_json_lines(value: object) -> None:
    records = value if isinstance(value, list) else [value]
    data = "".join(json.dumps(record) + "\n" for record in [*records, *records]).encode()
    assert next(read_file(io.BytesIO(data), b"a.jsonl")).format == "jsonl"


SLACK = {"type": "message", "user": "U04ADA1BRK", "ts": "1710268200.000200", "text": "Poles?"}
TELEGRAM = {
    "id": 1,
    "type": "message",
    "date": "2024-03-12T18:30:00",
    "from": "A",
    "from_id": "user1",
    "text": "Poles?",
}
DISCORD = {
    "id": "1",
    "type": "Default",
    "timestamp": "2024-03-12T18:30:00+00:00",
    "isPinned": False,
    "content": "Poles?",
    "author": {"id": "7", "name": "A"},
    "attachments": [],
    "reactions": [{"emoji": {"name": "thumbsup"}, "count": 1}],
}
UNUSED: dict[str, tuple[object, list[str]]] = {
    "beside the messages": (
        {"messages": [TELEGRAM], "notes": "bring gloves", "rating": "urgent"},
        ["bring gloves", "urgent"],
    ),
    "beside the conversations": (
        {"chats": {"list": [{"messages": [TELEGRAM]}]}, "about": ["all my data"]},
        ["all my data"],
    ),
    "of a message": (
        [{**SLACK, "error": "ECONNRESET", "review": {"verdict": "too salty"}}],
        ["ECONNRESET", "too salty"],
    ),
    "of a link": ([{**SLACK, "attachments": [{"title": "Tents", "text": "how to pitch"}]}], ["Tents", "how to pitch"]),
    "of an embed": (
        {"messages": [{**DISCORD, "embeds": [{"description": "a meadow by the lake"}]}]},
        ["meadow by the lake"],
    ),
    "of a tool": (
        {
            "messages": [
                {"role": "user", "content": "hi"},
                {
                    "role": "assistant",
                    "content": None,
                    "tool_calls": [
                        {
                            "id": "c1",
                            "type": "function",
                            "function": {"name": "weather", "arguments": '{"city": "Delft"}'},
                        }
                    ],
                },
            ]
        },
        ["weather", "Delft"],
    ),
    "of a record without a text": (
        [SLACK, {"type": "service", "actor": "Lena", "title": "Camp at the lake"}],
        ["Camp at the lake"],
    ),
    "that is a title": ({"title": "Camp at the lake", "messages": [TELEGRAM]}, ["Camp at the lake"]),
    "that is no record": ({"messages": [DISCORD, "the rest was lost"]}, ["the rest was lost"]),
    "of a change of topic": (
        [SLACK, {**SLACK, "subtype": "channel_topic", "text": "set the topic: sluice"}],
        ["sluice"],
    ),
    "of a log beside messages": (
        [SLACK, {"timestamp": "2024-03-12T18:30:00Z", "level": "info", "id": "pump-7", "url": "http://lock.example"}],
        ["2024-03-12T18:30:00Z", "info", "pump-7", "http://lock.example"],
    ),
    "of a long title": ({"title": "the camp " * 40 + "at the lake", "messages": [TELEGRAM]}, ["at the lake"]),
    "of a title with a topic": (
        {"channel": {"name": "meteors", "topic": "what falls at night"}, "messages": [DISCORD]},
        ["meteors", "what falls at night"],
    ),
    "of a sender": ([{**DISCORD, "author": {"name": "A", "about": "keeper of the lock"}}], ["keeper of the lock"]),
    "of a long name": ([{**TELEGRAM, "from": "Ada of the lake " * 40 + "and Tom"}], ["and Tom"]),
    "of a time that is none": ([{**SLACK, "date_unixtime": "before the storm"}], ["before the storm"]),
    "around a message with the same field": (
        [{"note": "sent late", "message": {"role": "user", "content": "Poles?", "note": "never read"}}],
        ["sent late", "never read"],
    ),
    "of blocks that say more": ([{**SLACK, "blocks": [{"text": {"text": "and tents"}}]}], ["and tents"]),
    "of an address": ([{**SLACK, "url": "http://lake.example"}], ["http://lake.example"]),
    "of a long message": ([{**SLACK, "text": "pitch the tent " * 9_000 + "at the lake"}], ["at the lake"]),
}


@pytest.mark.parametrize("lines", [False, True], ids=["json", "lines"])
@pytest.mark.parametrize(("value", "words"), UNUSED.values(), ids=UNUSED)
def test_a_field_that_no_message_shows_is_text(value: object, words: list[str], *, lines: bool) -> None:
    documents = parsed(value)
    if lines:
        records = value if isinstance(value, list) else [value]
        data = "".join(json.dumps(record) + "\n" for record in [*records, SLACK]).encode()
        documents = list(read_file(io.BytesIO(data), b"a.jsonl"))
    assert {document.format for document in documents} == {"chat"}
    text = "".join(document.title + document.text for document in documents)
    assert [word for word in words if word not in text] == []


# Keys that mean something to the reader of chats, and others.
KEYS = st.sampled_from(
    [
        *("title", "name", "text", "content", "message", "messages", "list", "conversations", "mapping", "role"),
        *("note", "timestamp", "level", "error", "sender", "from", "author", "channel", "blocks", "embeds"),
        *("url", "kind", "who"),
    ]
)
WORDS = ["alder", "birch", "cedar", "elm", "Häring", "2024-03-12"]
TEXTS = st.builds(" ".join, st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))
VALUES = st.recursive(
    TEXTS | st.integers() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)
# Those whose single words a chat program writes for itself, in its own records.
OF_PROGRAMS = {"kind", "timestamp", "author", "sender", "from", "channel", "embeds", "content", "role"}
CHATS = st.sampled_from([SLACK, TELEGRAM, DISCORD, {"role": "user", "content": "Poles?"}])
ROWS = st.lists(
    st.dictionaries(KEYS, VALUES, max_size=4)
    | st.builds(lambda chat, more: {**more, **chat}, CHATS, st.dictionaries(KEYS, VALUES, max_size=3)),
    min_size=1,
    max_size=4,
)


def leaves(value: object, *above: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """The strings in a JSON value, each with the keys above it."""
    if isinstance(value, str):
        yield above, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, *above, key)
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each, *above)


def missing(value: object, documents: list[Document]) -> list[tuple[tuple[str, ...], str]]:
    """The strings of a JSON value that are neither in the text nor in the metadata of its documents."""
    text = "\n".join(f"{each.title}\n{each.author}\n{each.text}" for each in documents)
    return [(keys, leaf) for keys, leaf in leaves(value) if leaf not in text]


@given(ROWS, st.sampled_from(["list", "lines", "conversation"]), st.dictionaries(KEYS, VALUES, max_size=3))
def test_every_text_of_any_records_mixed_with_messages_is_read(
    rows: list[dict[str, object]], layout: str, around: dict[str, object]
) -> None:
    value: object = {**around, "messages": rows} if layout == "conversation" else rows
    data = "\n".join(map(json.dumps, rows)) if layout == "lines" else json.dumps(value)
    documents = list(read_file(io.BytesIO(data.encode()), b"a.jsonl" if layout == "lines" else b"a.json"))
    lost = [
        (keys, text)
        for keys, text in missing(value, documents)
        if text.split()[0] in WORDS and (documents[0].format != "chat" or " " in text or not OF_PROGRAMS & {*keys})
    ]
    assert lost == []


def test_ids_counts_and_marks_of_programs_are_no_text() -> None:
    assert message_lines(parsed({"messages": [DISCORD]})) == [("A", "2024-03-12 18:30", "A: Poles?")]
    slack = {
        **SLACK,
        "blocks": [{"type": "rich_text", "elements": [{"text": "Poles"}]}],
        "client_msg_id": "a1",
        "team": "T1",
    }
    assert message_lines(parsed([slack])) == [("U04ADA1BRK", "2024-03-12 18:30", "U04ADA1BRK: Poles?")]


def test_a_damaged_line_is_text() -> None:
    data = (
        json.dumps(SLACK).encode()
        + b'\n{"ts": "1710268200.000200", "text": "bring the glo\n'
        + json.dumps(SLACK).encode()
    )
    text = "".join(each.text for each in read_file(io.BytesIO(data), b"a.jsonl"))
    assert "bring the glo" in text.splitlines()[1]
    assert len(text.splitlines()) == 3


def test_damaged_and_deeply_nested_json_is_not_a_chat() -> None:
    head = b'{"messages": [{"from": "A", "date": "2024-03-12", "text": "x"}, '
    for data in (head, head + b"[" * 100_000, head + b'{"ts": ' + b"9" * 5000 + b"}]}"):
        assert next(read_file(io.BytesIO(data), b"chat.json")).format == "json"


def test_messages_are_found_by_sender_and_day(scent: Command) -> None:
    shutil.copytree(SAMPLES, scent.directory / "mail")
    assert scent("index", "mail").code == 0
    (hit,) = scent("search", "--json", "-k1", "--author", "orla", "what to bring for the night").records
    assert (hit["place"], hit["author"], hit["date"][:10]) == ("2024-08-12 22:41", "Orla (orla_k)", "2024-08-12")
    found = scent("search", "--json", "-k1", "--since", "2024-08-13", "--type", "chat", "photo of the sky").records
    assert [hit["heading"] for hit in found] == [["Piet"]]
    (hit,) = scent("search", "--json", "-k1", "--until", "2024-03-13", "--type", "chat", "tent poles").records
    assert hit["date"] == "2024-03-12T18:40:00+00:00"


def test_messages_of_messenger_are_read_in_utf_8() -> None:
    garbled = "Café um zehn?".encode().decode("latin-1")
    message = {"sender_name": "Zoë".encode().decode("latin-1"), "timestamp_ms": 1_700_000_000_000, "content": garbled}
    [document] = parsed({"participants": [], "messages": [message]})
    assert [(sender, text) for sender, _, text in message_lines([document])] == [("Zoë", "Zoë: Café um zehn?")]


def test_the_parts_of_a_message_to_a_model_stand_apart() -> None:
    parts = ["Look at the first picture", {"content_type": "image_asset_pointer"}, "Second paragraph"]
    [document] = parsed({"messages": [{"author": {"role": "user"}, "content": {"parts": parts}}]})
    assert "first picture\nSecond paragraph" in document.text


def test_what_a_model_gives_to_a_program_is_read() -> None:
    call = {"type": "tool_use", "id": "t1", "name": "dig", "input": {"island": "Tortuga"}}
    [document] = parsed({"messages": [{"role": "assistant", "content": [{"type": "text", "text": "Arr"}, call]}]})
    assert "island: Tortuga" in document.text


@pytest.mark.parametrize(
    "text",
    [
        "请在周五之前把合同寄给我们。",
        "金曜日までに契約書を送ってください。",
        "กรุณาส่งสัญญาก่อนวันศุกร์",
        "Invoice-4711",
        "a few words",
    ],
)
def test_a_text_without_spaces_in_a_field_of_a_program_is_read(text: str) -> None:
    claude = {
        "sender": "human",
        "created_at": "2024-03-12T18:30:00Z",
        "text": "x",
        "attachments": [{"file_name": "letter.txt", "extracted_content": text}],
    }
    chatgpt = {
        "author": {"role": "user"},
        "content": {"parts": ["x", {"content_type": "image_asset_pointer", "metadata": {"dalle": {"prompt": text}}}]},
    }
    for message in (claude, chatgpt):
        assert text in "".join(document.text for document in parsed({"messages": [message]}))
