"""The sign of life on a terminal: it comes after a while, and leaves nothing behind."""

import os
import pty
import subprocess
import sys

import pyte

_SCRIPT = """
import time
from scent.cli.output import pulse, streams
with pulse.Pulse(shown=pulse.is_wanted()) as sign:
    sign.advance(1234)
    time.sleep(2)
    with sign.hidden():
        streams.write([b"a line\\n"])
        streams.flush()
        time.sleep(0.5)
"""


def output(*, stdout: int | None = None, term: str = "xterm") -> bytes:
    """What a process that waits two seconds writes to a terminal."""
    ours, theirs = pty.openpty()
    try:
        subprocess.run(
            [sys.executable, "-c", _SCRIPT],
            stdout=theirs if stdout is None else stdout,
            stderr=theirs,
            env=os.environ | {"TERM": term},
            check=True,
        )
        os.write(theirs, b"end")
        seen = b""
        while not seen.endswith(b"end"):  # a terminal hands over what is written when it likes
            seen += os.read(ours, 1 << 16)
        return seen
    finally:
        os.close(theirs)
        os.close(ours)


def test_it_shows_the_lines_read_and_is_erased_before_anything_is_printed() -> None:
    seen = output()
    assert b" 1,234 lines read\r\x1b[Ka line\r\n" in seen
    screen = pyte.Screen(80, 5)
    pyte.ByteStream(screen).feed(seen)
    assert [line.rstrip() for line in screen.display[:3]] == ["a line", "end", ""]


def test_it_is_not_shown_where_it_cannot_be_erased_or_another_program_draws() -> None:
    assert output(term="dumb") == b"a line\r\nend"
    assert output(stdout=subprocess.PIPE) == b"end"
