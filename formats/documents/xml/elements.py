"""Small questions to a tree of XML, for formats that are made of it.

Owned here: names without their namespaces, dates and people in Dublin Core.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from scent.errors import ReadError
from scent.formats.documents.base.composer import language_code, worthy
from scent.formats.documents.base.metadata import date_ns, people
from scent.formats.documents.xml.package import Package


def local(name: object) -> str:
    """The name of an element or attribute without its namespace; nothing for what is no element."""
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def attribute(element: Element, name: str) -> str:
    """The value of the attribute of that local name; empty if there is none."""
    return next((value for key, value in element.attrib.items() if local(key) == name), "")


def children(element: Element, *names: str) -> Iterator[Element]:
    """The children of these local names."""
    return (child for child in element if local(child.tag) in names)


def child(element: Element | None, *names: str) -> Element | None:
    """The first child of one of these local names."""
    return next(children(element, *names), None) if element is not None else None


def within(element: Element, *names: str) -> Iterator[Element]:
    """All elements inside of `element` of these local names, in order."""
    return (found for found in element.iter() if local(found.tag) in names)


def first_text(element: Element | None, *names: str) -> str:
    """The text of the first element inside that has one of these names and text, the names in order of preference."""
    if element is None:
        return ""
    for name in names:
        for found in within(element, name):
            if text := " ".join("".join(found.itertext()).split()):
                return text
    return ""


class Metadata:
    """What a file's metadata says of it: the fields of `Document`."""

    def __init__(self, root: Element | None, *authors: str) -> None:
        """From the root of the metadata, and the names of elements with authors in order of preference."""
        self.title = worthy(first_text(root, "title"))
        self.author = people(first_text(root, *authors, "creator"))
        self.date_ns = date_ns(first_text(root, "created", "creation-date", "date", "modified"))
        self.language = language_code(first_text(root, "language"))

    @classmethod
    def of(cls, package: Package, name: str = "docProps/core.xml", *authors: str) -> "Metadata":
        """What the member of that name says; nothing if there is none, or it is damaged: the text is worth more."""
        try:
            return cls(package.xml(name) if name in package else None, *authors)
        except ReadError:
            return cls(None)
