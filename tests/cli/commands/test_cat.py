"""`scent cat` prints what scent reads; what cannot be read is remembered; hits tell where they lie in containers."""

import gzip
import io
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from command import Command
from places import SAMPLES

NOTES = {
    "house/boiler.md": b"# Boiler\n\nBleed the radiators if the upper rooms stay cold.\n",
    "b.txt": b"Prune the apples.",
}


@pytest.fixture
def archive(scent: Command) -> Path:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as opened:
        for name, content in NOTES.items():
            opened.writestr(name, content)
    path = scent.directory / "old.zip"
    path.write_bytes(file.getvalue())
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


def test_text_comes_as_it_is(scent: Command, archive: Path) -> None:
    (scent.directory / "a.txt").write_bytes("Käse\x1b]0;t\x07\n".encode())
    assert scent("cat", "a.txt").out == "Käse\x1b]0;t\x07\n".encode()
    assert b"\x1b" not in scent.on_terminal("cat", "a.txt").out
    assert scent("cat", archive).out == b"".join(NOTES.values())


def test_standard_input_is_told_by_its_content(scent: Command, archive: Path) -> None:
    assert scent("cat", "-", stdin=archive.read_bytes()).out == b"".join(NOTES.values())
    assert scent("cat", "-", stdin=gzip.compress(b"words")).out == b"words"
    assert scent("cat", "-").code == 0


@pytest.mark.usefixtures("archive")
def test_names_come_from_a_list_after_those_that_are_given(scent: Command) -> None:
    (scent.directory / "a.txt").write_bytes(b"first\n")
    (scent.directory / "two\nlines.txt").write_bytes(b"second\n")
    whole = b"".join(NOTES.values())
    assert scent("cat", "a.txt", "--files-from", "-", stdin=b"old.zip\na.txt\n").out == b"first\n" + whole + b"first\n"
    assert scent("cat", "-0", "--files-from", "-", stdin=b"two\nlines.txt\0old.zip\0").out == b"second\n" + whole
    (scent.directory / "list").write_bytes(b"a.txt\nnone\n")
    missing = scent("cat", "--files-from", "list")
    assert (missing.code, missing.out) == (2, b"first\n")
    assert b"no such file or directory: none" in missing.err
    binary = scent("cat", "--files-from", "-", stdin=b"two\nlines.txt\0old.zip\0")
    assert (binary.code, binary.out, b"has NUL bytes" in binary.err, b"option -0" in binary.err) == (2, b"", True, True)
    assert (scent("cat", "--files-from", "-").code, scent("cat", "--files-from", "-").out) == (0, b"")


def test_blocks_tell_their_place(scent: Command, archive: Path) -> None:
    first, second, third = scent("cat", "--json", archive).records
    assert (first["kind"], first["text"], first["heading"]) == ("heading", "# Boiler\n\n", ["Boiler"])
    assert (second["kind"], second["start_line"], second["member"]) == ("prose", 3, "house/boiler.md")
    assert (third["member"], third["start_line"], third["start"], third["format"]) == ("b.txt", 1, 60, "text")
    assert (third["date"], third["author"], third["place"], third["language"]) == (None, "", "", "")


def test_what_cannot_be_read_is_said_and_the_rest_is_printed(scent: Command, archive: Path) -> None:
    (scent.directory / "bad.gz").write_bytes(gzip.compress(b"words")[:10])
    result = scent("cat", "bad.gz", archive)
    assert (result.code, result.out) == (3, b"".join(NOTES.values()))
    assert result.err.startswith(b"scent: bad.gz: it is damaged or incomplete")
    result = scent("cat", "none", "bad.gz", archive)
    assert (result.code, result.out) == (2, b"".join(NOTES.values()))
    assert result.err.startswith(b"scent: no such file or directory: none\nscent: bad.gz: ")
    (scent.directory / "gone").symlink_to("nowhere")
    assert scent("cat", "gone", ".").code == 3


def test_a_pipe_with_a_name_is_read_like_a_file(scent: Command, archive: Path) -> None:
    assert scent.shell(f"scent cat <(cat {archive.name})").out == b"".join(NOTES.values())


def test_a_reader_of_the_pipe_may_leave(scent: Command) -> None:
    (scent.directory / "a.txt").write_bytes(b"words\n" * 200_000)
    result = scent.shell("set -o pipefail; scent cat a.txt | head -1")
    assert (result.code, result.out, result.err) == (0, b"words\n", b"")


def test_a_hit_in_an_archive_tells_its_member(scent: Command, archive: Path) -> None:
    assert scent("index", ".").code == 0
    assert scent("search", "-k1", "cold upstairs").out.startswith(b"old.zip!/house/boiler.md:3: Bleed the")
    (hit,) = scent("search", "-k1", "--json", "fruit trees").records
    assert (hit["member"], hit["start_line"], hit["text"], hit["date"]) == ("b.txt", 1, "Prune the apples.", None)
    assert scent("search", "-l", "-k1", "fruit trees").out == b"old.zip\n"
    archive.write_bytes(b"something else")
    assert scent("search", "-k1", "fruit trees").code == 3


@pytest.mark.usefixtures("archive")
def test_a_bad_file_is_named_once_and_remembered(scent: Command) -> None:
    bad = scent.directory / "bad.gz"
    bad.write_bytes(gzip.compress(b"words")[:10])
    os.utime(bad, (1_700_000_000, 1_700_000_000))
    first = scent("index", "--json", ".")
    assert first.code == 3
    assert [Path(each["path"]).name for each in first.records[0]["failed"]] == ["bad.gz"]
    again = scent("index", "--json")
    assert (again.code, again.err) == (0, b"")
    assert (again.records[0]["failed"], again.records[0]["unchanged"]) == ([], 2)
    (listed,) = scent("status", "--failed", "--json").records
    assert (Path(listed["path"]), "damaged" in listed["reason"]) == (bad, True)
    assert scent("status", "--failed").out.startswith(os.fsencode(bad) + b": it is damaged")
    assert scent("status", "--json").records[0]["failed"] == 1
    bad.write_bytes(gzip.compress(b"The wasps nest under the eaves."))
    assert scent("index", "--json").records[0]["changed"] == 1
    assert scent("search", "-k1", "wasps").out == b"bad.gz:1: The wasps nest under the eaves.\n"
    assert scent("status", "--failed").out == b""


def test_a_file_whose_library_is_missing_says_what_installs_it(scent: Command) -> None:
    """Run where pypdfium2 cannot be imported, as where the extra is not installed."""
    hidden = scent.directory / "hidden"
    hidden.mkdir()
    (hidden / "sitecustomize.py").write_text(
        "import sys\n"
        "class Hide:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] == 'pypdfium2':\n"
        "            raise ModuleNotFoundError(f'No module named {name!r}', name=name)\n"
        "sys.meta_path.insert(0, Hide())\n"
    )
    samples = SAMPLES / "documents"
    (scent.directory / "files").mkdir()
    for name in ("wall.pdf", "lighthouse.docx"):
        shutil.copy(samples / name, scent.directory / "files" / name)
    command = b"pip install 'scent[pdf]'"
    read = scent("cat", "files/wall.pdf", PYTHONPATH=str(hidden))
    assert (read.code, read.out) == (3, b"")
    assert read.err == b"scent: files/wall.pdf: it needs pypdfium2, which is not installed: " + command + b"\n"
    first = scent("index", "files", PYTHONPATH=str(hidden))
    assert first.code == 3
    assert command in first.err
    again = scent("index", "--json", PYTHONPATH=str(hidden))
    assert (again.code, again.records[0]["failed"]) == (0, [])
    (failed,) = scent("status", "--failed", "--json").records
    assert (Path(failed["path"]).name, failed["reason"].encode().endswith(command)) == ("wall.pdf", True)
    with_it = scent("index", "--json")
    assert (with_it.code, with_it.records[0]["changed"]) == (0, 1)
    assert scent("status", "--failed").out == b""


def test_a_pipe_is_read_without_being_named(scent: Command) -> None:
    assert scent("cat", stdin=b"A cold radiator.\n").out == b"A cold radiator.\n"
