"""What the index has of a text file that has grown is still right as far as `same_documents` says."""

import os
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scent.formats.documents.base import parts
from scent.formats.documents.grown import same_documents
from scent.formats.documents.registry import read

# Beginnings by which a format is recognised, with a name, and lines that its files may go on with.
KINDS = {
    "app.log": [f"2026-01-01 00:{minute:02}:07 worker {minute} is done\n" for minute in range(9)],
    "notes.md": ["# Title\n", "## Part\n", "\n", "some text in a line\n", "- an item\n", "```\n", "| a | b |\n"],
    "plain.txt": ["A line of text. And more.\n", "\n", "- item\n", "w\bwo\bor\brd\bd\n", "x" * 70 + "\n"],
    "table.csv": ["name,place\n", "ada,oslo\n", '"a quoted\n', 'row",rome\n', "1,2\n", "3,4\n"],
    "rows.jsonl": ['{"name": "ada \\u00e9"}\n', '{"place": {"town": "oslo"}}\n', "[1, 2, 3]\n", "{\n"],
    "code.py": ["def one():\n", "    return 1\n", "\n", "class Two:\n", "    '''Says.'''\n", "# a comment\n"],
    "film.srt": ["1\n", "00:00:01,000 --> 00:00:02,000\n", "A word.\n", "\n", "2\n"],
    "chat.txt": ["01/02/24, 10:00 - Ada: Hello\n", "02/02/24, 11:00 - Ben: What?\n", "and more\n"],
}
ODD = ["é\n", "naïve\r\n", "\r", "\xff\xfe", "\N{SNOWMAN}\n", "\0", "ÿ"]


@pytest.fixture(autouse=True)
def _small_parts() -> Iterator[None]:
    """Parts of a few lines, and pieces of the file that end within characters."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "PART_CHARACTERS", 64)
        patch.setattr(parts, "_FIRST_BYTES", 150)
        patch.setattr(parts, "_PIECE_BYTES", 47)
        yield


@settings(max_examples=150)
@given(st.sampled_from(sorted(KINDS)), st.integers(0, 2**32), st.integers(1, 60), st.integers(0, 3), st.floats(0, 1))
@example("plain.txt", 5, 60, 3, 0.5)
def test_the_documents_that_are_kept_and_those_that_are_read_are_the_file(
    name: str, seed: int, lines: int, odd: int, cut: float
) -> None:
    chosen = random.Random(seed)  # noqa: S311  # any text
    text = KINDS[name][:1] + chosen.choices([*KINDS[name], *chosen.sample(ODD, odd)], k=lines)
    data = "".join(text).encode(chosen.choice(["utf-8", "utf-8", "latin-1"]), "replace")
    size = max(1, int(cut * len(data)))
    with tempfile.TemporaryDirectory() as directory:
        path = os.fsencode(Path(directory, name))
        Path(directory, name).write_bytes(data)
        kept = same_documents(path, size, len(data), len(data))
        try:
            before, now = list(read(path, size=size)), list(read(path))
        except Exception:  # noqa: BLE001  # binary, or whatever makes a reader fail: the run reports it
            return
        assert before[:kept] == now[:kept]
        assert list(read(path, skip_parts=kept)) == now[kept:]


@pytest.mark.parametrize("name", ["app.log", "notes.md", "table.csv", "rows.jsonl", "code.py"])
def test_only_the_end_of_a_growing_file_is_read(tmp_path: Path, name: str) -> None:
    text = "".join(KINDS[name][:3] * 20)
    file = tmp_path / name
    file.write_text(text + KINDS[name][0])
    parts_before = len(list(read(file, size=len(text))))
    kept = same_documents(os.fsencode(file), len(text), file.stat().st_size, parts_before)
    assert kept in range(parts_before - 2, parts_before)
    assert parts_before > 5


def letter(number: int, body: str, headers: str = "") -> bytes:
    envelope = "From ada@example.org Mon Jan  6 10:00:00 2025"
    return f"{envelope}\nFrom: Ada\nSubject: letter {number}\n{headers}\n{body}\n\n".encode()


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(1, 12), st.floats(0, 1))
def test_what_is_kept_and_what_is_read_of_a_mailbox_is_the_mailbox(seed: int, letters: int, cut: float) -> None:
    chosen = random.Random(seed)  # noqa: S311  # any letters
    mailbox = b"".join(
        letter(
            number,
            chosen.choice(["Hello.", "From here to there.\n\nFrom me to you.", "x" * 900, ""]),
            chosen.choice(["", "", f"Content-Length: {chosen.randrange(900)}\n"]),
        )
        for number in range(letters)
    )
    size = max(1, int(cut * len(mailbox)))
    with tempfile.TemporaryDirectory() as directory:
        path = os.fsencode(Path(directory, "letters.mbox"))
        Path(directory, "letters.mbox").write_bytes(mailbox[:size])
        try:
            before = list(read(path))
        except Exception:  # noqa: BLE001  # no mailbox yet
            return
        Path(directory, "letters.mbox").write_bytes(mailbox)
        now = list(read(path))
        kept = same_documents(path, size, len(mailbox), len(before))
        assert before[:kept] == now[:kept]
        assert list(read(path, skip_parts=kept)) == now[kept:]


def test_only_the_end_of_a_growing_mailbox_is_read(tmp_path: Path) -> None:
    file = tmp_path / "letters.mbox"
    mailbox = b"".join(letter(number, "Hello.") for number in range(8))
    file.write_bytes(mailbox + letter(8, "Bye."))
    assert same_documents(os.fsencode(file), len(mailbox), file.stat().st_size, 8) == 7
    assert same_documents(os.fsencode(file), len(mailbox) - 4, file.stat().st_size, 8) == 0


def test_a_beginning_that_is_read_otherwise_once_there_is_more_is_not_kept(tmp_path: Path) -> None:
    file = tmp_path / "old.txt"
    file.write_bytes(b"one\rtwo\r" * 18 + b"three\n" * 30)
    assert same_documents(os.fsencode(file), 8 * 18, file.stat().st_size, 9) == 0


def test_a_file_that_is_gone_or_that_a_foreign_library_reads_has_no_known_documents(tmp_path: Path) -> None:
    assert same_documents(os.fsencode(tmp_path / "gone"), 5, 9, 1) == 0
    (tmp_path / "a.html").write_text("<html><body><p>Some text.</p></body></html>" * 20)
    assert same_documents(os.fsencode(tmp_path / "a.html"), 300, 600, 3) == 0
