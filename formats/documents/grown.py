"""Tells which documents of a file that has grown are the same as before."""

from collections.abc import Iterator
from itertools import takewhile

from scent.errors import ReadError
from scent.formats.documents.base.parts import read_parts
from scent.formats.documents.mail import mbox
from scent.formats.documents.registry import HEAD_BYTES, detect_format, is_trusted, read_file
from scent.regular_files import first_bytes, open_regular


def same_documents(path: bytes, size: int, new_size: int, count: int) -> int:
    """How many of the `count` documents that a file had with `size` bytes it begins with now that it has `new_size`.

    They are compared, because what comes later may tell what came before: the encoding, for instance. Of mailboxes,
    messages are compared as they stand there.
    0 where that is not told: in other formats whose readers run in a process of their own.
    """
    try:
        with open_regular(path) as file, open_regular(path) as again:
            before, now = first_bytes(file, size), first_bytes(again, new_size)
            detected = detect_format(now.read(HEAD_BYTES), path)
            if detect_format(before.read(HEAD_BYTES), path) is not detected:
                return 0
            before.seek(0)
            now.seek(0)
            if detected is mbox.FORMAT:  # the last document changes: it is no longer the last
                return count - 1 if mbox.begins_with(now, before) else 0
            if not is_trusted(path):
                return 0
            pairs: Iterator[tuple[object, object]]
            if detected.is_by_parts:
                pairs = zip(read_parts(before), read_parts(now), strict=False)
            else:
                pairs = zip(read_file(before, path), read_file(now, path), strict=False)
            return min(count, sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs)))
    except (ReadError, OSError):  # the run reports it when it reads the file
        return 0
