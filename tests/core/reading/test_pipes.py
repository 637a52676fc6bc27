"""Lines and records come from a pipe unchanged, in groups that do not wait for more input."""

import os
import threading

from hypothesis import given, settings
from hypothesis import strategies as st

from scent.core.reading.pipes import line_groups, nul_groups


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(exclude_characters="\n\r\0", exclude_categories=["Cs"]), max_size=40)))
def test_records_come_through_a_pipe_unchanged(texts: list[str]) -> None:
    for end, groups in (("\n", line_groups), ("\0", nul_groups)):
        if end == "\n" and any(set(text) & set(map(chr, range(0x20))) for text in texts):
            continue  # lines with many control characters are taken for binary
        reading, writing = os.pipe()
        with os.fdopen(writing, "wb") as file:
            file.write("".join(text + end for text in texts).encode())
        try:
            records = [text for group in groups(reading) for text in group]
        finally:
            os.close(reading)
        assert records == texts or "\ufeff" in "".join(texts[:1])


def test_carriage_returns_alone_end_lines_in_a_pipe() -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as file:
        file.write(b"one\r" + b"x" * 4_090 + b"\r\rlast\r")
    try:
        assert [line for group in line_groups(reading) for line in group] == ["one", "x" * 4_090, "", "last"]
    finally:
        os.close(reading)


def test_a_group_of_input_that_trickles_without_a_pause_ends_before_it_is_full() -> None:
    reading, writing = os.pipe()
    done = threading.Event()

    def trickle() -> None:
        with os.fdopen(writing, "wb", buffering=0) as pipe:
            while not done.wait(0.01):
                pipe.write(b"a line of a log\n")

    thread = threading.Thread(target=trickle)
    thread.start()
    try:
        groups = line_groups(reading)
        sizes = [sum(len(line) + 1 for line in next(groups)) for _ in range(3)]
    finally:
        done.set()
        thread.join()
        os.close(reading)
    assert all(0 < size < 4096 for size in sizes)
