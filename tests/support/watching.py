"""A running `scent index --watch`, for tests that change files under its eyes."""

import signal
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

from command import COMMAND, Command
from events import wait_for


class Watching:
    """`scent index --watch` with further words: it watches when the block begins, and is ended at its end."""

    def __init__(self, scent: Command, *words: str | Path) -> None:
        self._scent = scent
        self._said = scent.home / "said"
        with self._said.open("wb") as said:
            self.process = subprocess.Popen(
                [*scent.prefix, *COMMAND, "index", "--watch", *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                cwd=scent.directory,
                env=scent.environ,
            )

    def __enter__(self) -> Self:
        self.wait_for_line("watching ")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    @property
    def said(self) -> str:
        return self._said.read_text(encoding="utf-8")

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End it by a signal, and return its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(timeout=120)

    def wait_for_line(self, text: str) -> None:
        """Wait until it has said this; fail if it ends before."""

        def said() -> bool:
            assert text in self.said or self.process.poll() is None, self.said
            return text in self.said

        wait_for(said)

    def wait_until_found(self, word: str, *, found: bool = True) -> None:
        """Wait until a search for a word finds something, or nothing any more."""

        def as_wished() -> bool:
            assert self.process.poll() is None, self.said
            return (self._scent("search", "--mode", "lexical", "-q", word).code == 0) == found

        wait_for(as_wished)

    def wait_for_rest(self) -> None:
        """Wait until no index run is under way and none is due."""

        def rests() -> bool:
            told = self._scent("status", "--json").records  # nothing before the first commit
            return not children(self.process.pid) and bool(told) and told[0]["exact"] == told[0]["chunks"]

        wait_for(rests)


def children(pid: int) -> list[int]:
    """The processes that a process has started and that still run."""
    found = []
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            try:
                fields = (each / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == pid and fields[0] != "Z":
                found.append(int(each.name))
    return found


def switches(pid: int) -> int:
    """How often a process has waited for something."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition("\nvoluntary_ctxt_switches:")[2].split()[0])


def processor_ticks(pid: int) -> int:
    """The processor time of a process and of its children that have ended, in ticks of the system's clock."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, fields[11:15]))
