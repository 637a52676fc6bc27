"""JSON is told by its content where a name says nothing, so that its escapes divide no words."""

import io
import json

import pytest

from scent.formats.documents.registry import read_file

TEXT = "Heron\n\nOtter über"


def read(name: str, content: str) -> tuple[str, str]:
    documents = list(read_file(io.BytesIO(content.encode()), name.encode()))
    return documents[0].format, "".join(document.text for document in documents)


@pytest.mark.parametrize("name", ["plan.canvas", "export", "a.har", "a.excalidraw", "notes.txt", "app.log"])
def test_json_under_a_name_that_says_nothing_is_read_as_json(name: str) -> None:
    assert read(name, json.dumps({"nodes": [{"text": TEXT}]}, indent=1))[0] == "json"
    lines = json.dumps({"text": TEXT}) + "\n" + json.dumps({"text": TEXT}) + "\n"
    assert read(name, lines) == ("jsonl", lines.replace("\\n", "  ").replace("\\u00fc", "ü"))


def test_a_large_file_of_json_is_told_by_its_beginning() -> None:
    name, text = read("a.canvas", json.dumps([{"text": TEXT}] * 3000))
    assert name == "json"
    assert "\\n" not in text


def test_a_recording_of_a_terminal_is_read_without_its_colours() -> None:
    cast = '{"version": 2, "title": "Kiln"}\n[0.1, "o", "\\u001b[1mheron\\u001b[0m\\r\\notter"]\n'
    assert read("a.cast", cast) == ("jsonl", '{"version": 2, "title": "Kiln"}\n[0.1, "o", "heron    otter"]\n')


def test_posts_of_an_archive_of_twitter_are_read_as_json() -> None:
    script = 'window.YTD.tweets.part0 = [ {\n "full_text" : "Heron\\nOtter"\n} ]'
    assert read("tweets.js", script) == ("json", script.replace("\\n", "  "))


@pytest.mark.parametrize(
    "text",
    [
        '{"key": 1} is how JSON\\nlooks.\n',
        "[1, 2] and [3] are\\nnumbers\n",
        '{"a": unquoted\\nvalue}\n',
        '["one"] ["two"]\\n\n',
        "{a: 1}\\n\n",
        "[[link]]\\n and prose\n",
    ],
)
def test_a_text_that_only_begins_like_json_is_no_json(text: str) -> None:
    assert read("a.txt", text) == ("text", text)


def test_deep_nesting_and_huge_numbers_cost_nothing() -> None:
    for text in ('{"a":' * 9000, '[["' + "[" * 60000, '{"a": ' + "9" * 9000 + "}"):
        assert read("a.data", text)[1] == text
