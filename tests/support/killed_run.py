"""A server that forks a process for each index run, so that tests can kill the runs at every stage.

    python killed_run.py CACHE

Each line of stdin is a JSON list: an index, paths to index, seconds between commits, a stage, and a
number. The process kills itself when it enters that stage for the nth time (0: never). With 0 seconds
between commits, a file is forgotten at the end of the run, which rewrites its segment. The server
prints `PID STAGE` at each change of stage, and `PID ended STATUS` at the end of each run.

The runs are real: stages are noted by wrapping functions, which are then called unchanged. Forking
saves half a second of imports for each of hundreds of runs.
"""

import functools
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scent.core.config import ChunkSettings
from scent.core.files.walk import WalkSettings
from scent.core.indexing import run, update
from scent.core.indexing.planning import indexed_files
from scent.core.indexing.refinement import Refinement
from scent.core.indexing.stop import Stop
from scent.core.models import source as model_source
from scent.core.profile import Profile
from scent.core.upkeep import maintenance
from scent.formats.index import merge, writer
from scent.formats.index.lexical import writer as lexical_writer
from scent.formats.index.segment import writer as segment_writer
from scent.formats.index.storage import atomic

FORGOTTEN = "11.md"
STARTING = "starting"
COMMITTING = "before the manifest's rename"
COMMITTED = "after the manifest's rename"

# Each stage lasts as long as its function; of nested stages the innermost counts.
STAGES: dict[str, tuple[Any, str]] = {
    "walking": (update, "walk"),
    "planning": (indexed_files, "make_plan"),
    "removing and carrying": (run.IndexRun, "_copy_and_remove"),
    "loading the model": (model_source, "load"),
    "reading": (run.IndexRun, "_read"),
    "embedding": (Refinement, "execute"),
    "opening the lexical index": (lexical_writer.LexicalWriter, "__init__"),
    "adding to a segment": (segment_writer.SegmentWriter, "add"),
    "adding words": (lexical_writer.LexicalWriter, "add_document"),
    "finishing a segment": (segment_writer.SegmentWriter, "finish"),
    "committing words": (lexical_writer.LexicalWriter, "finish"),
    COMMITTING: (writer.Writer, "_publish"),
    "collecting": (writer, "remove_unnamed"),
    "merging": (merge, "merge_segments"),
    "making the lexical index anew": (merge, "rebuild_lexical"),
    "closing": (writer.Writer, "close"),
}


class Quiet:
    """A `Progress` that shows nothing."""

    def start(self, files: int, size: int) -> None:
        pass

    def advance(self, path: bytes, size: int, tokens: int) -> None:
        pass

    def ready(self, passages: int) -> None:
        pass

    def start_refining(self, passages: int) -> None:
        pass

    def advance_refining(self, passages: int, tokens: int) -> None:
        pass

    def warn(self, message: str) -> None:
        pass


def profile() -> Profile:
    return Profile(model_source.identify(None), ChunkSettings(), WalkSettings())


class Stages:
    """Prints each change of stage; kills the process when it enters the stage `last` for the `count`th time."""

    def __init__(self) -> None:
        self.stack = [STARTING]
        self.last, self.count = "", 0

    def enter(self, stage: str) -> None:
        self.stack.append(stage)
        self.say()

    def leave(self) -> None:
        self.stack.pop()
        self.say()

    def say(self) -> None:
        os.write(1, f"{os.getpid()} {self.stack[-1]}\n".encode())
        self.count -= self.stack[-1] == self.last
        if self.count == 0 and self.stack[-1] == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Wrap the functions of STAGES."""
        for stage, (owner, name) in STAGES.items():
            setattr(owner, name, self.wrapped(stage, getattr(owner, name)))
        # A manifest is stored by a rename, after which its directory is synced.
        sync_directory = atomic.sync_directory

        def synced(path: Path) -> None:
            if self.stack[-1] == COMMITTING:
                self.stack.pop()
                self.enter(COMMITTED)
            sync_directory(path)

        atomic.sync_directory = synced

    def wrapped(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # whatever the function takes and gives
            self.enter(stage)
            try:
                return function(*args, **kwargs)
            finally:
                self.leave()

        return call


def main() -> None:
    cache, known, stages = Path(sys.argv[1]), profile(), Stages()
    stages.watch()
    process = 0
    for line in sys.stdin:
        if process:  # reaped only now: until here, the test may have sent a signal to this id
            os.waitpid(process, 0)
        index, paths, commit_seconds, stages.last, stages.count = json.loads(line)
        process = os.fork()
        if process == 0:
            stages.say()
            update.update(
                Path(index),
                [os.fsencode(path) for path in paths],
                known,
                workers=1,
                progress=Quiet(),
                cache=cache,
                commit_seconds=commit_seconds,
                stop=Stop(has_limit=True),  # so that few files, too, are read first and then refined
            )
            if commit_seconds == 0:
                maintenance.forget(Path(index), [os.fsencode(Path(paths[0]) / FORGOTTEN)])
            os._exit(0)
        ended = os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)
        assert ended is not None
        status = ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status
        os.write(1, f"{process} ended {status}\n".encode())


if __name__ == "__main__":
    main()
