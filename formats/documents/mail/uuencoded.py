"""Files that old mail programs and news readers put into the text of a message, uuencoded."""

import binascii
import re
from collections.abc import Iterator

# "begin 644 map.txt", lines of up to 45 bytes as 60 characters without small letters, and "end".
_BLOCK = re.compile(
    rb"^begin[ ]+[0-7]{3,4}[ ]+(\S[^\r\n]{0,254})\r?\n((?:[!-`][ -`]{0,90}[ \t]*\r?\n)+)[ \t]*(?:\r?\n)?end[ \t]*\r?$",
    re.MULTILINE,
)


def parted(text: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """Part the text of a message from the files in it: the rest of the text, and the name and content of each file.

    What cannot be decoded stays in the text.
    """
    if b"begin " not in text:
        return text, []
    rest, files, at = list[bytes](), list[tuple[bytes, bytes]](), 0
    for block in _BLOCK.finditer(text):
        try:
            content = b"".join(_lines(block[2]))
        except binascii.Error:
            continue
        files.append((block[1].strip(), content))
        rest.append(text[at : block.start()])
        at = block.end()
    return b"".join([*rest, text[at:]]), files


def _lines(block: bytes) -> Iterator[bytes]:
    for line in block.splitlines():
        # Some programs add a checksum behind the last character, others cut the spaces at the end.
        characters = (((line[0] - ord(" ")) & 63) * 4 + 5) // 3
        yield binascii.a2b_uu(line[:characters])
