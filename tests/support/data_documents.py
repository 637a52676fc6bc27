"""Helpers for tests of data formats: the blocks of a text by their places."""

from io import BytesIO

from scent.formats.documents.base.document import Document
from scent.formats.documents.registry import read_file


def documents(data: str | bytes, name: str) -> list[Document]:
    return list(read_file(BytesIO(data if isinstance(data, bytes) else data.encode()), name.encode()))


def placed(data: str | bytes, name: str) -> dict[str, str]:
    """The text of each block by its place."""
    return {block.place: each.text[block.start : block.end] for each in documents(data, name) for block in each.blocks}


def under(data: str, name: str) -> dict[str, tuple[str, ...]]:
    return {block.place: block.heading for each in documents(data, name) for block in each.blocks}
