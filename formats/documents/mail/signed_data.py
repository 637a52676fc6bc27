"""Takes the message out of an S/MIME part that is signed as a whole, as Outlook sends them.

The signature itself is not checked. Source: RFC 5652 (CMS), in DER or BER.
"""

from typing import NamedTuple

_SIGNED = bytes.fromhex("06092a864886f70d010702")  # the object identifier of signedData
_DATA = bytes.fromhex("06092a864886f70d010701")
_SEQUENCE, _SET, _OCTETS, _CONTEXT_0 = 0x30, 0x31, 0x04, 0xA0
_CONSTRUCTED, _LONG, _MAX_LENGTH_BYTES = 0x20, 0x80, 6


class _Element(NamedTuple):
    """A value of BER in some bytes; its `end` is theirs where it ends with a mark of its own."""

    tag: int
    begin: int
    end: int
    has_length: bool


def signed_content(data: bytes) -> bytes:
    """What was signed; empty if these bytes are no signed data, such as encrypted ones."""
    at = _inside(data, 0, _SEQUENCE)
    if not data.startswith(_SIGNED, at):
        return b""
    at = _inside(data, at + len(_SIGNED), _CONTEXT_0)
    at = _inside(data, at, _SEQUENCE)
    version = _element(data, at)
    algorithms = _element(data, version.end)
    if algorithms.tag != _SET or not algorithms.has_length:
        at = data.find(_DATA, version.end)  # a set that ends with a mark
    else:
        at = _inside(data, algorithms.end, _SEQUENCE)
    if at < 0 or not data.startswith(_DATA, at):
        return b""
    return _octets(data, _inside(data, at + len(_DATA), _CONTEXT_0))


def _element(data: bytes, at: int) -> _Element:
    """The value that begins at a byte; one without a tag where the bytes end."""
    if at < 0 or at + 2 > len(data):
        return _Element(-1, len(data), len(data), has_length=True)
    tag, length, begin = data[at], data[at + 1], at + 2
    if length == _LONG:
        return _Element(tag, begin, len(data), has_length=False)
    if length > _LONG:
        size = length - _LONG
        if size > _MAX_LENGTH_BYTES:
            return _Element(-1, len(data), len(data), has_length=True)
        length, begin = int.from_bytes(data[begin : begin + size], "big"), begin + size
    return _Element(tag, begin, min(begin + length, len(data)), has_length=True)


def _inside(data: bytes, at: int, tag: int) -> int:
    """Where the content of the value at a byte begins; -1 if its tag is another one."""
    element = _element(data, at)
    return element.begin if element.tag == tag else -1


def _octets(data: bytes, at: int) -> bytes:
    """The bytes of a string, which may be in pieces."""
    string = _element(data, at)
    if string.tag == _OCTETS:
        return data[string.begin : string.end]
    pieces: list[bytes] = []
    at = string.begin if string.tag == _OCTETS | _CONSTRUCTED else len(data)
    while at < string.end:
        piece = _element(data, at)
        if piece.tag != _OCTETS:
            break
        pieces.append(data[piece.begin : piece.end])
        at = piece.end
    return b"".join(pieces)
