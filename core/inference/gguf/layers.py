"""Write a model file without its last layers: a smaller and faster model, whose vectors are others."""

import re
import struct
from pathlib import Path
from typing import Final

from scent.core.inference.gguf.header import Array, Header, read_header
from scent.errors import ModelError
from scent.regular_files import open_regular

_LAYER: Final = re.compile(r"blk\.(\d{1,6})\.")
# llama.cpp ends the process for an EmbeddingGemma that lacks some of its layers.
_WHOLE_ONLY: Final = frozenset({"gemma-embedding"})
_COUNTS: Final = struct.Struct("<QQ")
_COUNTS_PLACE: Final = 8  # after the magic bytes and the version
_U32: Final = struct.Struct("<I")
_U32_TYPE: Final = 4  # in the specification


def cuttable_layers(path: Path) -> int:
    """The number of layers of a model file that can be cut; 0 if it has none that can.

    A file can be cut if all its layers are of one kind: none of its fields has a value for each layer.
    """
    try:
        header = read_header(path)
    except ModelError:  # also a model that is in another format
        return 0
    architecture = header.text("general.architecture") or ""
    count = header.number(f"{architecture}.block_count") or 0
    own = [value for name, value in header.fields.items() if name.startswith(f"{architecture}.")]
    for_each_layer = any(isinstance(value, Array) and value.length == count for value in own)
    known = all(tensor.size for tensor in header.tensors.values())
    numbers = {int(match[1]) for name in header.tensors if (match := _LAYER.match(name))}
    whole = numbers == set(range(count)) and known and architecture not in _WHOLE_ONLY
    return count if whole and not for_each_layer else 0


def write_first_layers(path: Path, target: Path, layers: int) -> None:
    """Write a model with its first `layers` layers, of those that `cuttable_layers` counts.

    Raises:
        ModelError: the file cannot be read.
        OSError: the other one cannot be written.
    """
    header = read_header(path)
    kept = {name: tensor for name, tensor in header.tensors.items() if _is_kept(name, layers)}
    offsets, end = {}, 0
    for name, tensor in kept.items():
        offsets[name] = end
        end += -(-tensor.size // header.alignment) * header.alignment
    with open_regular(path) as source, target.open("wb") as output:
        output.write(_head(source.read(header.fields_end), header, len(kept), layers))
        for name, tensor in kept.items():
            encoded = name.encode()
            shape = struct.pack(f"<I{len(tensor.shape)}Q", len(tensor.shape), *tensor.shape)
            place = struct.pack("<IQ", tensor.kind, offsets[name])
            output.write(struct.pack("<Q", len(encoded)) + encoded + shape + place)
        for tensor in kept.values():
            output.write(bytes(-output.tell() % header.alignment))
            source.seek(header.data_start + tensor.offset)
            output.write(source.read(tensor.size))
        output.write(bytes(-output.tell() % header.alignment))


def _is_kept(name: str, layers: int) -> bool:
    match = _LAYER.match(name)
    return match is None or int(match[1]) < layers


def _head(data: bytes, header: Header, tensors: int, layers: int) -> bytes:
    """The bytes up to the end of the fields, with other numbers of tensors and layers."""
    head = bytearray(data)
    _COUNTS.pack_into(head, _COUNTS_PLACE, tensors, len(header.fields))
    place = header.places[f"{header.text('general.architecture')}.block_count"]
    if _U32.unpack_from(head, place - _U32.size) != (_U32_TYPE,):
        raise ModelError("the number of layers is not written as other models have it", hint="leave --layers out")
    _U32.pack_into(head, place, layers)
    return bytes(head)
