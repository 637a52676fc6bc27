"""The names of a document: what people call it, besides what is written in it."""

from collections.abc import Iterable

from scent.formats.index.records import DocumentRecord


def names_of(record: DocumentRecord, roots: Iterable[bytes]) -> str:
    """Return a document's path below its root, its path in a container, and its title, one a line.

    The names of directories above the root belong to every document alike and tell nothing. A root
    that is a file keeps its own name.
    """
    below = [record.path[len(root) :] for root in roots if record.path.startswith(root.rstrip(b"/") + b"/")]
    path = min(below, key=len, default=record.path.rpartition(b"/")[2])
    return "\n".join((path.decode("utf-8", "replace"), record.member.decode("utf-8", "replace"), record.title))
