"""The limits that every reader keeps to, in one place, and the errors for exceeding them.

Any file that people keep stays far below them. Time and memory are limited from outside, by the
process that a reader runs in (`scent.core.reading.pool`).
"""

from typing import BinaryIO, Final

from scent.errors import ReadError

# Bytes unpacked from one file in total, at all depths of containers in containers.
UNPACKED_BYTES: Final = 512 << 20
# Bytes of one part of a packed format (a sheet, a chapter), which is held in memory whole.
PART_BYTES: Final = 64 << 20
# Unpacked bytes for each packed one. Deflate reaches 1032 at most; text has 3 to 20, and tables
# seldom more than 100.
RATIO: Final = 250
# Unpacked bytes below which the ratio is not checked: an empty sheet of a megabyte is no attack.
RATIO_FROM_BYTES: Final = 4 << 20
# Members of all containers in one file, and how deep containers may lie in each other.
MEMBERS: Final = 20_000
CONTAINERS: Final = 3
# Depth of elements of XML or HTML, of keys of JSON and the like.
NESTING: Final = 200
# Characters of text taken from one file that is not text itself; a large dictionary has 20 million.
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
    """Check `unpacked` bytes against the `packed` ones that they came from.

    Raises:
        ReadError: the ratio is that of a decompression bomb.
    """
    if unpacked > RATIO_FROM_BYTES and unpacked > RATIO * max(packed, 1):
        raise ReadError(f"it unpacks to more than {RATIO} times its size, like a decompression bomb")


def check_characters(count: int) -> None:
    """Check the number of characters taken from one file.

    Raises:
        ReadError: there are more than `CHARACTERS`.
    """
    if count > CHARACTERS:
        raise ReadError(f"it holds more than {CHARACTERS >> 20} million characters of text")
