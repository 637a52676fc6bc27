"""What the formats of OpenDocument have in common: how a file tells which one it is."""

from typing import BinaryIO

from scent.formats.documents.base.format import Family, Format, Reader
from scent.formats.documents.office.opendocument.flat_file import flat_kind
from scent.formats.documents.xml.package import is_zip
from scent.formats.documents.xml.package_kinds import holds_opendocument

_HEAD_BYTES = 10_000


def package_format(  # noqa: PLR0913, PLR0917 - the fields of a format
    name: str, suffixes: tuple[str, ...], kind: str, located_by: str, reader: Reader, family: Family = Family.DOCUMENTS
) -> Format:
    """A format of OpenDocument, recognised by the media type in its archive or flat file, which ends in `kind`."""
    in_archive = holds_opendocument(kind)

    def in_flat_file(file: BinaryIO) -> bool:
        file.seek(0)
        return flat_kind(file.read(_HEAD_BYTES)) == kind

    return Format(
        name,
        reader,
        suffixes,
        sniff=lambda head: is_zip(head) or flat_kind(head) == kind,
        sniff_file=lambda file: in_flat_file(file) or in_archive(file),
        known_by_content=True,
        family=family,
        label=name.upper(),
        located_by=located_by,
    )
