"""Finds the parts of a DOCX file around its body: styles, notes, comments, headers, footers, drawings."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from scent.formats.documents.office.office_xml.drawings import drawing_texts, is_drawing
from scent.formats.documents.xml.elements import attribute, child, descendants, relationship_id
from scent.formats.documents.xml.package import Package

MAIN = "word/document.xml"
TITLE_LEVEL = 0
_OFF = frozenset(["0", "false", "off"])


def styles(package: Package) -> dict[str, int | str]:
    """The known styles by id: a heading's level, "list" or "code"."""
    known: dict[str, int | str] = {}
    root = package.optional_xml("word/styles.xml")
    for style in descendants(root, "style") if root is not None else ():
        name = child(style, "name")
        label = attribute(name, "val").lower() if name is not None else ""
        level = next(descendants(style, "outlineLvl"), None)
        if label.startswith("heading ") and label[8:].isdigit():
            known[attribute(style, "styleId")] = int(label[8:])
        elif label == "title":
            known[attribute(style, "styleId")] = TITLE_LEVEL
        elif level is not None and attribute(level, "val") in {*"012345678"}:
            known[attribute(style, "styleId")] = int(attribute(level, "val")) + 1
        elif label.startswith("list") and not label.startswith("list of"):
            known[attribute(style, "styleId")] = "list"
        elif "code" in label or "preformatted" in label:
            known[attribute(style, "styleId")] = "code"
    return known


def hidden_styles(package: Package) -> frozenset[str]:
    """The ids of the styles of paragraphs and characters whose text is hidden, by themselves or by inheritance."""
    root = package.optional_xml("word/styles.xml")
    parents: dict[str, str] = {}
    own: dict[str, bool] = {}
    for style in descendants(root, "style") if root is not None else ():
        name, parent = attribute(style, "styleId"), child(style, "basedOn")
        parents[name] = attribute(parent, "val") if parent is not None else ""
        vanish = child(child(style, "rPr"), "vanish")
        if vanish is not None:
            own[name] = is_on(vanish)
    hidden = set[str]()
    for name in parents:
        path = list[str]()
        ancestor = name
        while ancestor and ancestor not in own and ancestor not in path:
            path.append(ancestor)
            ancestor = parents.get(ancestor, "")
        if own.get(ancestor):
            hidden.add(name)
    return frozenset(hidden)


def is_on(switch: Element) -> bool:
    """Whether a property that is on or off, such as `w:vanish`, is on."""
    return attribute(switch, "val") not in _OFF


def notes(package: Package) -> dict[str, Element]:
    """Footnotes, endnotes and comments by kind and id, "footnote2"."""
    found: dict[str, Element] = {}
    for kind in ("footnote", "endnote", "comment"):
        root = package.optional_xml(f"word/{kind}s.xml")
        for note in descendants(root, kind) if root is not None else ():
            found[kind + attribute(note, "id")] = note
    return found


def headers_and_footers(package: Package, body: Element, kind: str) -> Iterator[Element]:
    """The headers (`kind` "header") or footers ("footer") of all sections, each part once."""
    targets = package.relations(MAIN)
    parts = dict.fromkeys(
        targets.get(relationship_id(reference), "") for reference in descendants(body, f"{kind}Reference")
    )
    for part in parts:
        root = package.optional_xml(part)
        if root is not None:
            yield root


def drawings(package: Package) -> dict[str, list[str]]:
    """The texts of the charts and diagrams in the body, by relationship id."""
    return {
        relation: drawing_texts(package, target)
        for relation, target in package.relations(MAIN).items()
        if is_drawing(target) and target in package
    }
