"""How much a file may ask of its reader: the bounds that every format keeps to, in one place.

Owned here: the numbers and the sentences that go with them. Time and memory are bounded from outside, by the process
that a reader runs in (`scent.core.reading.pool`). A file of whatever kind that people keep stays far below all of
these.
"""

from typing import BinaryIO, Final

from scent.errors import ReadError

# What is unpacked from one file together, in bytes, however deep its containers lie in each other.
UNPACKED_BYTES: Final = 512 << 20
# One part of a packed format (a sheet, a chapter), which is held in memory whole.
PART_BYTES: Final = 64 << 20
# Deflate cannot pack tighter than 1 : 1032; text packs 1 : 3 to 1 : 20, and tables seldom tighter than 1 : 100.
RATIO: Final = 250
# Below this a ratio says nothing: an empty sheet of a megabyte is no attack.
RATIO_FROM_BYTES: Final = 4 << 20
# Entries of an archive, and the deepest archive in an archive that is looked into.
MEMBERS: Final = 20_000
CONTAINERS: Final = 3
# Elements of XML or HTML, keys of JSON and the like inside of each other.
NESTING: Final = 200
# Text that is taken from one file that is not text itself; a dictionary has 20 million characters.
CHARACTERS: Final = 64 << 20


class Budget:
    """What may still be unpacked from one file; all containers inside it share one budget."""

    def __init__(self, unpacked: int = UNPACKED_BYTES) -> None:
        """A budget of so many bytes, and of `MEMBERS` members."""
        self._bytes = unpacked
        self._members = MEMBERS

    def spend(self, size: int) -> None:
        """Count `size` unpacked bytes.

        Raises:
            ReadError: more bytes were unpacked than one file may hold.
        """
        self._bytes -= size
        if self._bytes < 0:
            raise ReadError(f"it unpacks to more than {UNPACKED_BYTES >> 20} MB")

    def spend_member(self) -> None:
        """Count a member of a container.

        Raises:
            ReadError: the file holds more than `MEMBERS` members.
        """
        self._members -= 1
        if self._members < 0:
            raise ReadError(f"it holds more than {MEMBERS:,} members")


def read_whole(file: BinaryIO) -> bytes:
    """Read the rest of a file into memory; ReadError if it is larger than `PART_BYTES`."""
    data = file.read(PART_BYTES + 1)
    if len(data) > PART_BYTES:
        raise ReadError(f"it is larger than {PART_BYTES >> 20} MB")
    return data


def check_ratio(unpacked: int, packed: int) -> None:
    """ReadError if so many `unpacked` bytes cannot come of so many `packed` ones unless somebody meant them to."""
    if unpacked > RATIO_FROM_BYTES and unpacked > RATIO * max(packed, 1):
        raise ReadError(f"it unpacks to more than {RATIO} times its size, as bombs do")


def check_characters(count: int) -> None:
    """ReadError if so many characters are more than one file may give."""
    if count > CHARACTERS:
        raise ReadError(f"it holds more than {CHARACTERS >> 20} million characters of text")
