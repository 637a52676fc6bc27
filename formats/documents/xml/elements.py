"""Helpers that find XML elements and attributes by local name, whatever their namespace."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from scent.formats.documents.web.elements import POSITION


def local_name(name: object) -> str:
    """The name of an element or attribute without its namespace; empty for comments."""
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def attribute(element: Element, name: str) -> str:
    """The value of the attribute with this local name; empty if there is none."""
    return next((value for key, value in element.attrib.items() if local_name(key) == name), "")


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """The direct children with one of these local names; of None there are none."""
    return (child for child in (element if element is not None else ()) if local_name(child.tag) in names)


def child(element: Element | None, *names: str) -> Element | None:
    """The first direct child with one of these local names."""
    return next(children(element, *names), None)


def descendants(element: Element | None, *names: str) -> Iterator[Element]:
    """The element itself and all below it with one of these local names, in document order; of None there are none."""
    return (each for each in (element.iter() if element is not None else ()) if local_name(each.tag) in names)


def is_placed_anew(element: Element) -> bool:
    """Whether a piece of text that is drawn in SVG has a position of its own."""
    return local_name(element.tag) == "tspan" and any(attribute(element, name) for name in POSITION)


def relationship_id(element: Element) -> str:
    """The relationship id of an element in OOXML (`r:id`, unlike its own `id`); empty if there is none."""
    return next((value for key, value in element.attrib.items() if key.endswith("}id")), "")


def first_text(element: Element | None, *names: str) -> str:
    """The text of the first descendant with text and one of these names; earlier names win."""
    if element is None:
        return ""
    for name in names:
        for each in descendants(element, name):
            if text := " ".join("".join(each.itertext()).split()):
                return text
    return ""


def all_texts(element: Element | None, name: str) -> list[str]:
    """The texts of all descendants with this name, each once, without empty ones."""
    if element is None:
        return []
    texts = (" ".join("".join(each.itertext()).split()) for each in descendants(element, name))
    return list(dict.fromkeys(filter(None, texts)))
