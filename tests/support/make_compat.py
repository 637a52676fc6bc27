"""Writes the frozen index of the current format version, unless there is one.

    python tests/support/make_compat.py

A frozen index is never written again: it stands for the indexes that users have.
"""

from pathlib import Path

from indexes import add, opened
from places import COMPAT

from scent.formats.index import manifest


def make(index: Path) -> None:
    """Write an index of two segments with one case of everything that a document can be."""
    with opened(index, graph_from=6) as writer:
        writer.set_roots([b"/notes"])
        add(writer, b"/notes/caf\xe9.md", ["Coffee is ground late. ", "Tea is not."], heading=("Kitchen", "Drinks"))
        gone = add(writer, b"/notes/gone.txt", ["This was removed."])
        file = add(writer, b"/notes/long.txt", ["The first part. "], last=False)
        add(writer, b"/notes/empty.txt", [])
        writer.commit()
        add(writer, b"/notes/long.txt", ["The second part. ", "Its end."], part=1, file=file, offset=16)
        add(writer, b"/notes/trees.txt", [f"Tree number {number}. " for number in range(5)])
        writer.remove([gone])
        writer.commit(finished=True)
    (index / "writer.lock").unlink(missing_ok=True)


if __name__ == "__main__":
    place = COMPAT / f"v{manifest.FORMAT_VERSION}"
    if not place.exists():
        make(place)
