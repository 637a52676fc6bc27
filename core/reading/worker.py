"""The program of a reader process: reads files that could harm the process that reads them.

It limits its own memory, time and files. It takes one line of JSON for each file on standard input
and answers with frames: four bytes of length (big-endian), then JSON, then as many bytes as the JSON says
under "attached". The frames are the file's documents, then one that says how it ended.
"""

import gc
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any, BinaryIO, Final

from scent.core import system
from scent.core.reading import protocol
from scent.errors import NotTextError, ReadError
from scent.formats.documents.base import limits
from scent.formats.documents.base.container_context import parser_error
from scent.formats.documents.base.document import Document
from scent.formats.documents.registry import read

# Address space, not memory in use: libraries reserve more than they use.
MEMORY_BYTES: Final = 3 << 30
# A document is many small objects, and hardly any of them is garbage before the document is sent.
_GARBAGE_THRESHOLD: Final = 50_000
_TEMPORARY_FILE_BYTES: Final = limits.UNPACKED_BYTES


# Makes something of a document before it is sent: the document, and bytes to attach to it.
Prepare = Callable[[Document], tuple[Document, bytes]]


def main() -> None:
    """Answer requests until standard input ends."""
    serve(lambda document: (document, b""))


def serve(prepare: Prepare) -> None:
    """Answer requests until standard input ends, and send what `prepare` makes of each document."""
    for number in (signal.SIGINT, signal.SIGHUP):  # the run decides when readers end
        signal.signal(number, signal.SIG_IGN)
    gc.set_threshold(_GARBAGE_THRESHOLD)
    system.die_with_parent()
    system.limit_memory(MEMORY_BYTES)
    system.lower_limit(resource.RLIMIT_CORE, 0)
    system.lower_limit(resource.RLIMIT_FSIZE, _TEMPORARY_FILE_BYTES)
    # Libraries that print must not write between the frames: from here on, descriptor 1 leads
    # nowhere.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        if os.getppid() != request["parent"]:  # the run ended before `die_with_parent` took effect
            return
        system.limit_processor_time(request["seconds"])
        _send(answers, json.dumps(_answer(request, answers, prepare)).encode())


def _answer(request: dict[str, Any], answers: BinaryIO, prepare: Prepare) -> dict[str, str]:
    """Read one file and send its documents. Returns the last frame, which says how it ended."""
    try:
        for document in read(os.fsencode(request["path"]), skip_parts=request["skip"], size=request["size"]):
            prepared, attached = prepare(document)
            _send(answers, protocol.pack(prepared, attached=len(attached)), attached)
            system.limit_processor_time(request["seconds"])  # for each document, as in `ReadTask.documents`
    except BrokenPipeError:
        sys.exit(0)  # the run has ended
    except NotTextError as error:
        return {"end": "no text", "reason": error.message}
    except ReadError as error:
        return {"end": "unreadable" if isinstance(error.__cause__, OSError) else "failed", "reason": error.message}
    except MemoryError:
        return {"end": "failed", "reason": "reading it takes more memory than allowed"}
    except Exception as error:  # noqa: BLE001  # parsers raise anything, even while a file's format is detected
        return {"end": "failed", "reason": parser_error(error).message}
    return {"end": "done", "reason": ""}


def _send(answers: BinaryIO, frame: bytes, attached: bytes = b"") -> None:
    answers.write(len(frame).to_bytes(4, "big"))
    answers.write(frame)
    answers.write(attached)
    answers.flush()


if __name__ == "__main__":
    main()
