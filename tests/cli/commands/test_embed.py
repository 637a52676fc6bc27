"""`scent embed`: texts become vectors, in order and as they arrive, in every output format."""

import io
import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command import COMMAND, Command
from events import wait_for

TEXTS = ["the boiler is cold", "sow tomatoes in March", "der Heizkessel ist kalt", "tax receipts", ""]


def vectors(records: list[dict[str, Any]]) -> npt.NDArray[np.float64]:
    return np.array([record["vector"] for record in records])


def test_each_line_has_a_vector_of_length_one_in_its_place(scent: Command) -> None:
    result = scent("embed", stdin="\n".join(TEXTS[:4]).encode())
    assert (result.code, result.err) == (0, b"")
    assert [record["text"] for record in result.records] == TEXTS[:4]
    embedded = vectors(result.records)
    assert embedded.shape == (4, 384)
    assert np.allclose(np.linalg.norm(embedded, axis=1), 1, atol=1e-5)


def test_a_text_has_the_vector_that_the_index_gives_it(scent: Command) -> None:
    (scent.directory / "a.txt").write_text("the boiler is cold", encoding="utf-8")
    assert scent("index", "a.txt").code == 0
    (hit,) = scent("search", "--mode", "dense", "--json", "the boiler is cold").records
    (record,) = scent("embed", stdin=b"the boiler is cold").records
    (query,) = scent("embed", "--query", stdin=b"the boiler is cold").records
    assert np.dot(record["vector"], query["vector"]) == pytest.approx(hit["score"], abs=2e-3)


def test_a_line_without_a_word_keeps_its_place(scent: Command) -> None:
    embedded = vectors(scent("embed", stdin=b"one\n\nthree\n").records)
    assert np.linalg.norm(embedded, axis=1).round(5).tolist() == [1, 0, 1]


def test_nothing_in_is_nothing_out_and_exit_1(scent: Command) -> None:
    result = scent("embed")
    assert (result.code, result.out, result.err) == (1, b"", b"")


def test_a_long_text_is_read_to_its_end(scent: Command) -> None:
    long = "the heating makes a noise " * 300
    a, b, c = vectors(scent("embed", stdin=f"{long}\n{long}{'tomatoes ' * 600}\n{long}".encode()).records)
    assert a @ c == pytest.approx(1, abs=1e-5)
    assert a @ b < 0.95


def test_records_may_end_with_nul_and_hold_lines(scent: Command) -> None:
    result = scent("embed", "-0", stdin=b"two\nlines\0one line\0")
    assert [record["text"] for record in result.records] == ["two\nlines", "one line"]


def test_objects_come_back_whole_with_their_vector(scent: Command) -> None:
    lines = b'{"id": 7, "title": "the boiler"}\n\n{"title": "tomatoes", "n": null}\n'
    first, second = scent("embed", "--field", "title", stdin=lines).records
    assert (first["id"], first["title"], second["n"], len(second["vector"])) == (7, "the boiler", None, 384)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (b'{"title": "a"}\n{oops\n', b"standard input: line 2 is not JSON"),
        (b'{"name": "a"}\n', b"line 1 is not an object with a text called 'title'"),
        (b"[1]\n", b"line 1 is not an object with a text called 'title'"),
        (b'{"title": "a", "x": NaN}\n', b"line 1 is not JSON: NaN"),
        (b"[" * 100_000, b"line 1 is not JSON"),
    ],
)
def test_a_bad_object_is_named_by_its_line(scent: Command, lines: bytes, message: bytes) -> None:
    result = scent("embed", "--field", "title", stdin=lines)
    assert result.code == 2
    assert message in result.err
    assert b"Traceback" not in result.err


def test_whole_files_are_one_text_each_in_their_order(scent: Command) -> None:
    (scent.directory / "b.md").write_text("# Boiler\n\nIt is cold.\n", encoding="utf-8")
    odd = b"caf\xe9.txt"
    with open(os.path.join(os.fsencode(scent.directory), odd), "w", encoding="utf-8") as file:  # noqa: PTH118, PTH123  # a path of bytes
        file.write("tomatoes")
    first, second = scent("embed", "--whole", "b.md", odd).records
    assert (first["path"], second["path"], second["path_bytes"]) == ("b.md", "caf\\xe9.txt", "Y2Fm6S50eHQ=")
    (alone,) = scent("embed", stdin=b"tomatoes").records
    assert np.dot(alone["vector"], second["vector"]) == pytest.approx(1, abs=1e-5)


def test_every_format_and_dtype_holds_the_same_vectors(scent: Command) -> None:
    stdin = "\n".join(TEXTS[:4]).encode()
    expected = vectors(scent("embed", stdin=stdin).records)
    within = {"float32": 1e-6, "float16": 1e-3, "int8": 1e-2}
    for suffix, dtype in (("npy", "int8"), ("arrow", "float32"), ("parquet", "float16"), ("jsonl", "int8")):
        result = scent("embed", "-o", f"v.{suffix}", "--dtype", dtype, stdin=stdin)
        assert (result.code, result.out, result.err) == (0, b"", b""), (suffix, dtype)
        assert (
            scent("embed", "-o", "-", "--to", suffix, stdin=b"x").out == scent("embed", "--to", suffix, stdin=b"x").out
        )
        embedded = read(scent.directory / f"v.{suffix}")
        assert embedded.dtype == dtype or suffix == "jsonl"
        unit = embedded.astype(float) / np.linalg.norm(embedded.astype(float), axis=1, keepdims=True)
        assert np.abs((unit * expected).sum(1) - 1).max() < within[dtype], (suffix, dtype)
    assert sorted(file.name for file in scent.directory.iterdir()) == ["v.arrow", "v.jsonl", "v.npy", "v.parquet"]


def read(file: Path) -> npt.NDArray[Any]:
    if file.suffix == ".npy":
        return np.asarray(np.load(file))
    if file.suffix == ".jsonl":
        return vectors([json.loads(line) for line in file.read_bytes().splitlines()])
    table = pq.read_table(file) if file.suffix == ".parquet" else pa.ipc.open_file(file).read_all()
    assert table.column_names == ["text", "vector"]
    assert table["text"].to_pylist() == TEXTS[:4]
    return np.stack(table["vector"].combine_chunks().to_numpy(zero_copy_only=False))


def test_a_pipe_takes_every_format(scent: Command) -> None:
    stdin = "\n".join(TEXTS[:4]).encode()
    expected = vectors(scent("embed", stdin=stdin).records)
    npy = np.load(io.BytesIO(scent("embed", "--to", "npy", stdin=stdin).out))
    stream = pa.ipc.open_stream(scent("embed", "--to", "arrow", stdin=stdin).out).read_all()
    parquet = pq.read_table(io.BytesIO(scent("embed", "--to", "parquet", stdin=stdin).out))
    for table in (stream, parquet):
        assert np.allclose(np.stack(table["vector"].to_pylist()), expected, atol=1e-6)
    assert np.allclose(npy, expected, atol=1e-6)


def test_dims_keeps_the_first_numbers_at_length_one(scent: Command) -> None:
    whole = vectors(scent("embed", stdin=b"boiler").records)[0]
    short = vectors(scent("embed", "--dims", "64", stdin=b"boiler").records)[0]
    assert np.allclose(short, whole[:64] / np.linalg.norm(whole[:64]), atol=1e-5)
    assert b"have 384 dimensions" in scent("embed", "--dims", "400", stdin=b"x").err


def started(scent: Command, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, "embed", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=scent.directory,
        env=scent.environ,
    )


def test_vectors_come_while_the_input_is_still_open(scent: Command) -> None:
    with started(scent) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for text in ("first", "second"):
            process.stdin.write(f"{text}\n".encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["text"] == text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_leaves_no_file(scent: Command, number: signal.Signals) -> None:
    with started(scent, "-o", "v.npy") as process:
        assert process.stdin is not None
        process.stdin.write(b"a line\n")
        process.stdin.flush()
        while not list(scent.directory.iterdir()) and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(number)
        assert process.wait(60) == 128 + number
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert list(scent.directory.iterdir()) == []


def test_what_a_killed_run_left_is_removed_by_the_next_and_what_a_living_one_writes_is_not(scent: Command) -> None:
    def drafts() -> list[Path]:
        return sorted(scent.directory.glob(".v.npy.*.part"))

    with started(scent, "-o", "v.npy") as killed:
        wait_for(lambda: bool(drafts()))
        killed.kill()
    (left,) = drafts()
    with started(scent, "-o", "v.npy") as living:
        wait_for(lambda: bool(set(drafts()) - {left}))
        assert scent("embed", "-o", "v.npy", stdin=b"a line\n").code == 0
        assert len(drafts()) == 1
        assert left not in drafts()
        living.terminate()
    assert [each.name for each in scent.directory.iterdir()] == ["v.npy"]


def test_what_fails_leaves_the_old_file_and_no_other(scent: Command) -> None:
    file = scent.directory / "v.npy"
    file.write_bytes(b"old")
    result = scent("embed", "--field", "t", "-o", "v.npy", stdin=b'{"t": "a"}\nno\n')
    assert result.code == 2
    assert [each.name for each in scent.directory.iterdir()] == ["v.npy"]
    assert file.read_bytes() == b"old"


@pytest.mark.parametrize("words", [["embed", "names.txt"], ["export"]])
def test_a_directory_that_takes_no_file_is_named(scent: Command, words: list[str]) -> None:
    (scent.directory / "names.txt").write_text("Ada\n")
    assert scent("index", "names.txt").code == 0
    closed = scent.directory / "closed"
    closed.mkdir(mode=0o555)
    done = scent.without_privileges()(*words, "-o", "closed/x.npy")
    assert (done.code, done.err.decode().splitlines()) == (
        2,
        [f"scent: cannot write to {closed}: permission denied", "hint: name a file in another directory"],
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-o", "v.txt"], b"is not a known format"),
        (["nowhere"], b"no such file or directory: nowhere"),
        (["--whole"], b"--whole needs files"),
        (["-0", "--field", "x"], b"use only one of"),
        (["."], b".: it cannot be read: Is a directory"),
        (["--model", "nowhere.gguf"], b"nowhere.gguf"),
        (["-o", "no/where.npy"], b"no such directory: "),
    ],
)
def test_a_wrong_request_is_one_sentence(scent: Command, words: list[str], message: bytes) -> None:
    result = scent("embed", *words, stdin=b"x\n")
    assert (result.code, result.out) == (2, b"")
    assert message.lower() in result.err.lower()
    assert b"Traceback" not in result.err


def test_bytes_do_not_go_to_a_terminal(scent: Command) -> None:
    result = scent.on_terminal("embed", "--to", "npy")
    assert result.code == 2
    assert b"cannot be written to a terminal" in result.out


@pytest.mark.parametrize("to", ["jsonl", "npy", "arrow"])
def test_a_closed_pipe_is_no_error_and_a_full_disk_is(scent: Command, to: str) -> None:
    (scent.directory / "in").write_text("a line\n" * 400, encoding="utf-8")
    result = scent.shell(f"scent embed --to {to} in | head -c1 >/dev/null; echo ${{PIPESTATUS[0]}}")
    assert (result.lines, result.err) == ([b"0"], b"")
    result = scent.shell(f"scent embed --to {to} in >/dev/full")
    assert result.code == 2
    assert result.err.startswith(b"scent: no space left on device")
