"""An OpenDocument file that is one XML document (`.fodt`, `.fods`, `.fodp`), seen as the package that it stands for.

LibreOffice writes these as "Flat XML": what are parts of a package otherwise are elements below one root.
"""

import re
from typing import BinaryIO
from xml.etree.ElementTree import Element

from scent.formats.documents.base import limits
from scent.formats.documents.base.left_out import LeftOut
from scent.formats.documents.xml.elements import children
from scent.formats.documents.xml.package import Package
from scent.formats.documents.xml.parser import parse_up_to_damage

# The root's attribute for the media type may stand behind some forty declarations of namespaces.
_BEGINNING = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,100}(?:<\?xml[^>]{0,200}>\s{0,100})?<office:document\s[^>]{0,8000}?"
    rb"""office:mimetype=["']application/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation)"""
)
# The elements below the root that each part of a package has.
_PARTS = {
    "content.xml": ("scripts", "font-face-decls", "automatic-styles", "body"),
    "styles.xml": ("font-face-decls", "styles", "automatic-styles", "master-styles"),
    "meta.xml": ("meta",),
}


def flat_kind(head: bytes) -> str:
    """The kind of flat file that begins like this: text, spreadsheet or presentation; empty if it is none."""
    match = _BEGINNING.match(head)
    return match[1].decode() if match else ""


class FlatFile(Package):
    """The elements of a flat file, by the names of the parts that a package would have. It has no bytes to read."""

    def __init__(self, file: BinaryIO) -> None:
        """Read the file; ReadError if it is damaged or exceeds the limits."""
        self.left_out = LeftOut()
        self._root, is_damaged = parse_up_to_damage(limits.read_whole(file))
        if is_damaged:
            self.left_out.damage("it is read only up to its damage", "the XML")

    def __contains__(self, name: str) -> bool:
        """Whether a flat file has a part with this name."""
        return name in _PARTS

    def xml(self, name: str) -> Element:
        """The part of that name, which must be one."""
        part = Element(name)
        part.extend(children(self._root, *_PARTS[name]))
        return part
