"""Opens files of OpenDocument, and finds what lies around their body: styles, formulas, charts, headers."""

from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, NamedTuple
from xml.etree.ElementTree import Element

from scent.errors import ReadError
from scent.formats.documents.base.metadata import Metadata
from scent.formats.documents.office.opendocument.flat_file import FlatFile
from scent.formats.documents.xml.elements import attribute, children, descendants, local_name
from scent.formats.documents.xml.package import Package, is_zip
from scent.formats.documents.xml.package_kinds import office_package
from scent.formats.documents.xml.xml_metadata import package_metadata

META = "meta.xml"
_MANIFEST = "META-INF/manifest.xml"
_STYLES = "styles.xml"
_MATHML_LEAVES = ("mi", "mn", "mo", "mtext")
_MAGIC_BYTES = 4
_CHART_TITLES = ("title", "subtitle", "footer")


class Styles(NamedTuple):
    """Names of styles: the parent of each, those that break pages, and those of hidden text.

    A paragraph, a piece of text and a table may have styles of the same name, which are different
    styles. Only those of paragraphs and of pieces of text hide anything: `hidden` has them with
    their family, as `("text", "T1")`.
    """

    parents: dict[str, str]
    break_before: frozenset[str]
    break_after: frozenset[str]
    hidden: frozenset[tuple[str, str]]


def open_package(file: BinaryIO) -> tuple[Package, Element, Metadata]:
    """Open an OpenDocument file, a package or a flat one: package, content and metadata.

    Raises:
        ReadError: the file is damaged or encrypted.
    """
    is_flat = not is_zip(file.read(_MAGIC_BYTES))
    file.seek(0)
    package = FlatFile(file) if is_flat else office_package(file)
    if next(descendants(package.optional_xml(_MANIFEST), "encryption-data"), None) is not None:
        raise ReadError("it is encrypted with a password")
    return package, package.xml("content.xml"), package_metadata(package, META, "initial-creator")


def common_styles(package: Package) -> Element | None:
    """The part with the styles and page layouts that the body refers to; None if missing or damaged."""
    return package.optional_xml(_STYLES)


def styles(content: Element, common: Element | None) -> Styles:
    """The styles of a document, its own after the common ones."""
    own = list(descendants(content, "style"))
    every = [*(descendants(common, "style") if common is not None else ()), *own]
    return Styles(
        {attribute(style, "name"): attribute(style, "parent-style-name") for style in every},
        # Common styles are inherited by others; only the style of a paragraph itself breaks pages.
        frozenset(
            attribute(style, "name")
            for style in own
            if _breaks_page(style, "break-before") or attribute(style, "master-page-name")
        ),
        frozenset(attribute(style, "name") for style in own if _breaks_page(style, "break-after")),
        frozenset((attribute(style, "family"), attribute(style, "name")) for style in every if _is_hidden(style)),
    )


def _breaks_page(style: Element, name: str) -> bool:
    return any(attribute(each, name) == "page" for each in style)


def _is_hidden(style: Element) -> bool:
    return any(attribute(each, "display") == "none" for each in children(style, "text-properties"))


def headers_and_footers(common: Element | None, kind: str) -> Iterator[Element]:
    """The headers (`kind` "header") or footers ("footer") of all page layouts that are shown."""
    for page in descendants(common, "master-page") if common is not None else ():
        for each in children(page, kind, f"{kind}-left", f"{kind}-first"):
            if attribute(each, "display") != "false":
                yield each


def object_texts(package: Package, content: Element) -> Iterator[tuple[str, str]]:
    """The text of formulas and charts by the link to them. Each is a member of its own."""
    for each in descendants(content, "object"):
        reference = attribute(each, "href")
        name = reference.removeprefix("./").rstrip("/") + "/content.xml"
        root = package.optional_xml(name)
        if root is not None and local_name(root.tag) == "math":
            yield reference, " ".join(filter(None, map(_leaf, descendants(root, *_MATHML_LEAVES))))
        elif root is not None and (chart := next(descendants(root, "chart"), None)) is not None:
            yield reference, f" [{'; '.join(dict.fromkeys(filter(None, _chart_texts(chart))))}]"


def _leaf(element: Element) -> str:
    return (element.text or "").strip()


def _chart_texts(chart: Element) -> Iterator[str]:
    """The titles of a chart, and the cells of its table that are no values: series and categories."""
    cells = (cell for cell in descendants(chart, "table-cell") if attribute(cell, "value-type") in {"string", "date"})
    for element in chain(descendants(chart, *_CHART_TITLES), cells):
        yield " ".join("".join(element.itertext()).split())
