"""The process that reads files which could harm whoever reads them.

Owned here: its end of the pipe, and the limits that it puts on itself.

It takes one line of JSON a file on stdin and answers with frames: four bytes of length, then JSON: documents, and then
an end that says how it went.
"""

import json
import os
import resource
import signal
import sys
from typing import Any, BinaryIO, Final

from scent.core import system
from scent.core.reading import protocol
from scent.errors import NotTextError, ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.registry import parser_error, read

# Address space, not memory in use: libraries reserve more than they take.
MEMORY_BYTES: Final = 3 << 30
_FILE_BYTES: Final = limits.UNPACKED_BYTES  # what a reader may write into a temporary file


def main() -> None:
    """Answer requests until there are no more."""
    for number in (signal.SIGINT, signal.SIGHUP):  # the run decides when it is over
        signal.signal(number, signal.SIG_IGN)
    system.die_with_parent()
    system.limit_memory(MEMORY_BYTES)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_BYTES, _FILE_BYTES))
    # What foreign code prints shall not come between the frames.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        if os.getppid() != request["parent"]:  # it ended before this process could ask to be ended with it
            return
        _limit_time(request["seconds"])
        _send(answers, json.dumps(_answer(request, answers)).encode())


def _answer(request: dict[str, Any], answers: BinaryIO) -> dict[str, str]:
    """Read one file and send its documents; the last frame says how it went."""
    try:
        for document in read(os.fsencode(request["path"]), skip_parts=request["skip"]):
            _send(answers, protocol.pack(document))
            _limit_time(request["seconds"])  # anew for each, as whoever waits for them counts it
    except BrokenPipeError:
        sys.exit(0)  # nobody is there any more
    except NotTextError as error:
        return {"end": "no text", "reason": error.message}
    except ReadError as error:
        return {"end": "unreadable" if isinstance(error.__cause__, OSError) else "failed", "reason": error.message}
    except MemoryError:
        return {"end": "failed", "reason": "reading it takes more memory than it may"}
    except Exception as error:  # noqa: BLE001 - what a parser raises already when it looks whether a file is its own
        return {"end": "failed", "reason": parser_error(error).message}
    return {"end": "done", "reason": ""}


def _send(answers: BinaryIO, frame: bytes) -> None:
    answers.write(len(frame).to_bytes(4, "big"))
    answers.write(frame)
    answers.flush()


def _limit_time(seconds: float) -> None:
    """Let this process compute for so many more seconds, and then be ended by the system."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + seconds) + 1, hard))


if __name__ == "__main__":
    main()
