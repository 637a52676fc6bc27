"""Index runs in processes of their own: their memory is free when they end, and one that crashes harms nobody else."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

# A run that is told to stop commits what it has done; how often it is asked about meanwhile.
_POLL_SECONDS: Final = 0.05


class Ended(NamedTuple):
    """How a run has ended: its exit status, its report (empty if it made none), what it said, and its seconds."""

    code: int
    report: dict[str, Any]
    lines: tuple[str, ...]
    seconds: float


def index_run(
    words: Sequence[str | bytes], *, shown: bool = False, until: Callable[[float], bool] | None = None
) -> Ended:
    """Start `scent index` with these words, and wait for its end.

    Whatever exception comes meanwhile, the run is told to stop, and has ended when the exception goes on.

    Args:
        words: the options and paths.
        shown: whether the run says what it has to say on this process's stderr, where a terminal shows its progress.
        until: called again and again with the seconds that it may take; when it returns true, the run is told to stop.
    """
    began = time.monotonic()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603  # this program
            [sys.executable, "-P", "-m", "scent", "index", "--json", *words],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=None if shown else said,
            process_group=0,  # Ctrl-C reaches this process alone, which tells the run once
        )
        try:
            _wait(process, until)
        except BaseException:
            _stop(process)
            raise
        return Ended(process.returncode, _report(_read(out)), tuple(_read(said).splitlines()), time.monotonic() - began)


def _wait(process: "subprocess.Popen[bytes]", until: Callable[[float], bool] | None) -> None:
    while until is not None and process.poll() is None:
        if until(0.5):
            _stop(process)
            return
    process.wait()


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    while process.poll() is None:
        time.sleep(_POLL_SECONDS)


def _read(file: Any) -> str:  # noqa: ANN401  # a temporary file, whose class is private
    file.seek(0)
    return str(file.read().decode(errors="replace"))


def _report(text: str) -> dict[str, Any]:
    try:
        report = json.loads(text)
    except ValueError:  # it ended before there was anything to report
        return {}
    return report if isinstance(report, dict) else {}
