"""A reader as scent starts it, with formats that do what foreign parsers do on hostile files."""

import ctypes
import os
import sys
import time
from collections.abc import Callable, Iterator
from typing import BinaryIO

from scent.core.reading import worker
from scent.errors import ReadError
from scent.formats.documents import registry
from scent.formats.documents.base.document import Block, Document, Kind
from scent.formats.documents.base.format import Format


def whole(text: str) -> Document:
    return Document(text, "hostile", blocks=(Block(Kind.PROSE, 0, len(text)),) if text.strip() else ())


def crash() -> None:
    ctypes.string_at(0)


def abort() -> None:
    os.abort()


def hang() -> None:
    time.sleep(1000)


def compute() -> None:
    while True:
        pass


def toil() -> None:
    begun = time.process_time()
    while time.process_time() - begun < 2:
        pass


def bomb() -> None:
    held = []
    while True:
        held.append(bytes(1 << 26))


def recurse() -> None:
    recurse()


def refuse() -> None:
    raise ReadError("it is encrypted")


def leave() -> None:
    os._exit(7)


def chatter() -> None:
    os.write(1, b"a warning of some library\n")


DEEDS: dict[str, Callable[[], None]] = {
    each.__name__: each for each in (crash, abort, hang, compute, bomb, recurse, refuse, leave, chatter)
}


def read(file: BinaryIO, _: int) -> Iterator[Document]:
    _, deed, *texts = file.read().decode().split("\n")
    for text in texts:
        if deed == "toil":
            toil()
        yield whole(text)
    if deed in DEEDS:
        DEEDS[deed]()


HOSTILE = Format("hostile", read, sniff=lambda head: head.startswith(b"%HOSTILE\n"))

if __name__ == "__main__":
    registry.FORMATS = (HOSTILE, *registry.FORMATS)
    sys.exit(worker.main())
