"""A reader that crashes, hangs or fills its memory costs the file that it reads, and nothing else."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import SUPPORT

from scent.core.reading import protocol
from scent.core.reading.pool import ReaderPool
from scent.errors import ReadError
from scent.formats.documents.base.document import Block, Document, Kind

HOSTILE = (sys.executable, str(SUPPORT / "hostile_reader.py"))


# Enough to start a reader on a busy machine; a test of the limit itself waits as long.
LIMIT_SECONDS = 2


@pytest.fixture
def readers() -> Iterator[ReaderPool]:
    with ReaderPool(1, seconds=LIMIT_SECONDS, command=HOSTILE) as pool:
        yield pool


def hostile_file(tmp_path: Path, deed: str = "", *texts: str) -> bytes:
    path = tmp_path / (deed or "well")
    path.write_text("\n".join(["%HOSTILE", deed, *texts]))
    return os.fsencode(path)


def texts(readers: ReaderPool, path: bytes, skip: int = 0) -> list[str]:
    assert readers.free
    return [document.text for document in readers.start(path, skip).documents()]


REASONS = {
    "crash": "its reader crashed (SIGSEGV)",
    "abort": "its reader crashed (SIGABRT)",
    "hang": f"reading it took more than {5 * LIMIT_SECONDS} seconds",
    "compute": f"reading it took more than {LIMIT_SECONDS} seconds",
    "bomb": "reading it takes more memory than allowed",
    "recurse": "it is damaged, or its reader failed (RecursionError)",
    "refuse": "it is encrypted",
    "leave": "its reader failed",
}


@pytest.mark.parametrize(("deed", "reason"), REASONS.items())
def test_a_reader_that_fails_costs_one_file(tmp_path: Path, readers: ReaderPool, deed: str, reason: str) -> None:
    documents = readers.start(hostile_file(tmp_path, deed, "first", "second")).documents()
    assert next(documents).text == "first\n"  # the second is held back until it is known to be the last
    with pytest.raises(ReadError) as caught:
        list(documents)
    # Where other processes take most of a processor, the clock ends before the limit of processor time.
    also = REASONS["hang"] if deed == "compute" else reason
    assert caught.value.message in {reason, also}
    assert texts(readers, hostile_file(tmp_path, "", "one", "two")) == ["one\n", "two"]


def test_output_of_a_library_does_not_reach_the_run(tmp_path: Path, readers: ReaderPool) -> None:
    assert texts(readers, hostile_file(tmp_path, "chatter", "a", "b")) == ["a\n", "b"]


def test_a_resumed_file_gives_its_remaining_documents(tmp_path: Path, readers: ReaderPool) -> None:
    path = hostile_file(tmp_path, "", "a", "b", "c")
    first, *rest = readers.start(path).documents()
    assert list(readers.start(path, 1).documents()) == rest
    assert first.offset == 0
    assert [document.offset for document in rest] == [2, 4]


@pytest.mark.parametrize("processes", [1, 2])
def test_files_that_wait_at_a_reader_which_fails_are_read_by_another(tmp_path: Path, processes: int) -> None:
    deeds = ["", "crash", "", "", "leave", "", "", ""]
    paths = []
    for number, deed in enumerate(deeds):
        path = tmp_path / str(number)
        path.write_text("\n".join(["%HOSTILE", deed, f"file {number}", "end"]))
        paths.append(os.fsencode(path))
    with ReaderPool(processes, command=HOSTILE) as readers:
        tasks = [readers.start(path) for path in paths[: 4 * processes] if readers.free]
        tasks = tasks[: 4 * processes]
        outcomes = []
        for number, path in enumerate(paths):
            if number >= len(tasks):
                tasks.append(readers.start(path))
            try:
                outcomes.append("".join(document.text for document in tasks[number].documents()))
            except ReadError as error:
                outcomes.append(error.message)
    expected = [REASONS.get(deed) or f"file {number}\nend" for number, deed in enumerate(deeds)]
    assert outcomes == expected


def test_a_file_that_is_left_in_the_middle_does_not_disturb_the_next(tmp_path: Path, readers: ReaderPool) -> None:
    documents = readers.start(hostile_file(tmp_path, "", "one", "two", "three")).documents()
    assert next(documents).text == "one\n"
    del documents
    (tmp_path / "next").mkdir()
    assert texts(readers, hostile_file(tmp_path / "next", "", "four")) == ["four"]


def test_one_reader_serves_many_files_and_ends_with_the_run(tmp_path: Path) -> None:
    path = hostile_file(tmp_path, "", "text")
    with ReaderPool(2, command=HOSTILE) as readers:
        for _ in range(20):
            assert texts(readers, path) == ["text"]
        (process,) = readers._processes
    assert process._popen.returncode is not None


def test_a_reader_waits_until_its_documents_are_taken(tmp_path: Path) -> None:
    path = hostile_file(tmp_path, "", *["a long line of many words " * 4000] * 50)
    with ReaderPool(1, seconds=LIMIT_SECONDS, command=HOSTILE) as readers:
        documents = readers.start(path).documents()
        next(documents)
        time.sleep(LIMIT_SECONDS + 0.5)  # longer than its limit, which counts only while the run waits for it
        assert sum(1 for _ in documents) == 49


@pytest.mark.long
def test_a_large_file_may_take_its_time_for_each_document(tmp_path: Path) -> None:
    path = hostile_file(tmp_path, "toil", *"abcdefgh")  # two seconds of a processor each
    with ReaderPool(1, seconds=12, command=HOSTILE) as readers:
        assert "".join(texts(readers, path)).replace("\n", "") == "abcdefgh"


IMPOSSIBLE_VALUES: list[dict[str, object]] = [
    {"blocks": [[1, 0, 2, 0, False, ""]]},
    {"blocks": [[9, 0, 1, 0, False, ""]]},
    {"blocks": [[1, 0, 1, 5, False, ""]]},
    {"headings": [["x" * 5000]]},
    {"text": "\ud800"},
    {"date_ns": 1 << 70},
    {"offset": -1},
    {"member": "?"},
]


@pytest.mark.parametrize("values", IMPOSSIBLE_VALUES, ids=str)
def test_a_document_with_impossible_values_is_refused(values: dict[str, object]) -> None:
    document = Document("a", "text", blocks=(Block(Kind.PROSE, 0, 1, ("h",), place="page 1"),), member=b"\xff")
    record = json.loads(protocol.pack(document))
    assert protocol.unpack(record) == document
    with pytest.raises(protocol.FrameError):
        protocol.unpack(record | values)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_a_killed_run_leaves_no_reader_behind(tmp_path: Path) -> None:
    path = hostile_file(tmp_path, "compute", "a", "b")
    script = (
        "import sys; from scent.core.reading.pool import ReaderPool\n"
        "readers = ReaderPool(1, command=sys.argv[2:])\n"
        "documents = readers.start(sys.argv[1].encode()).documents()\n"
        "next(documents)\n"
        "print(readers._processes[0]._popen.pid, flush=True)\n"
        "list(documents)"
    )
    with subprocess.Popen([sys.executable, "-c", script, path, *HOSTILE], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        reader = int(run.stdout.readline())
        os.kill(run.pid, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if not _runs(reader):
            return
        time.sleep(0.05)
    os.kill(reader, signal.SIGKILL)
    pytest.fail("the reader is still there")


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
