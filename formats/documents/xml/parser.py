"""Parses XML from untrusted files within limits.

The parser is expat, which comes with Python and loads nothing from outside the file. It is set up
to reject entities that can expand without bound or lie outside the file, and deep nesting (it
overflows the stack of code that walks the tree). Entities that stand for a few words are resolved,
as drawing programs declare them; so are HTML's, because XHTML uses them.
"""

import codecs
import re
from html.entities import html5
from typing import Final
from xml.etree.ElementTree import Comment, Element, TreeBuilder
from xml.parsers import expat

from scent.errors import ReadError
from scent.formats.documents.base.encoding.decode import decode_declared
from scent.formats.documents.base.limits import NESTING

# An element takes some 300 bytes of memory, even when it is empty.
_MAX_ELEMENTS: Final = 2_000_000
# Characters that all entities of a file together may expand to.
_MAX_ENTITIES: Final = 1 << 20
_NAMESPACE_END: Final = "}"
_DECLARED_ENCODING: Final = re.compile(rb"""\s{0,100}<\?xml\s[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""")


class DamagedXmlError(ReadError):
    """XML is not well formed. `begun` is the root element with what comes before that, if there is one."""

    def __init__(self, message: str, begun: Element | None) -> None:
        super().__init__(message)
        self.begun = begun


def parse_xml(data: bytes, *, with_comments: bool = False) -> Element:
    """Parse an XML document and return its root element.

    Names have the form `{namespace}name`, or `name` where there is no namespace. The encoding that
    is declared counts only if the bytes fit it. With `with_comments`, comments are elements whose
    tag is `ElementTree.Comment`; those around the root come first in it.

    Raises:
        DamagedXmlError: the XML is not well formed.
        ReadError: the XML declares entities that are more than a few words, is
            nested deeper than `limits.NESTING`, or has too many elements.
    """
    parser = _Parser(_MAX_ENTITIES // max(1, data.count(b"&")))
    if with_comments:
        parser.keep_comments()
    try:
        parser.expat.Parse(_as_utf8(data), True)
    except expat.ExpatError as error:
        raise DamagedXmlError(f"its XML is damaged: {error}", parser.begun()) from error
    except (LookupError, ValueError) as error:  # an unknown encoding, or one that expat cannot use
        raise ReadError(f"its XML cannot be read: {error}") from error
    root = parser.builder.close()
    root[:0] = [Comment(text) for text in parser.outer_comments]
    return root


def parse_up_to_damage(data: bytes) -> tuple[Element, bool]:
    """The root of an XML document, with what comes before the damage if there is any, and whether there is.

    Raises:
        ReadError: as `parse_xml`, also where nothing comes before the damage.
    """
    try:
        return parse_xml(data), False
    except DamagedXmlError as error:
        if error.begun is None:
            raise
        return error.begun, True


def _as_utf8(data: bytes) -> bytes:
    """The same document in UTF-8, whatever it declares; NotTextError if it is in no encoding."""
    match = _DECLARED_ENCODING.match(data.removeprefix(codecs.BOM_UTF8))
    if match is None or not data.isascii():
        try:
            data.decode()
        except UnicodeDecodeError:
            pass
        else:
            return data
    return decode_declared(data, match[1].decode("ascii") if match else "utf-8").encode("utf-8", "replace")


class _Parser:
    """Builds elements from expat's events and checks the limits."""

    def __init__(self, longest_entity: int) -> None:
        self.builder = TreeBuilder(insert_comments=True)
        self.outer_comments: list[str] = []
        self._longest_entity = longest_entity  # characters that each declared entity may stand for
        self._depth = self._count = 0
        self.expat = parser = expat.ParserCreate("utf-8", _NAMESPACE_END)
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.builder.data
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped_entity
        # Pretend that there is an external DTD. Entities that it would declare, such as XHTML's,
        # then reach SkippedEntityHandler and are no errors.
        parser.UseForeignDTD(True)
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > NESTING:
            raise ReadError(f"its XML is nested more than {NESTING} deep")
        if self._count > _MAX_ELEMENTS:
            raise ReadError(f"its XML has more than {_MAX_ELEMENTS:,} elements")
        self.builder.start(_full_name(name), {_full_name(key): value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self._depth -= 1
        self.builder.end(_full_name(name))

    def begun(self) -> Element | None:
        """The root element as far as it was built; None if it has nothing in it."""
        if not self._count:
            return None
        root = self.builder.close()
        return root if len(root) or root.text else None

    def keep_comments(self) -> None:
        """Build elements of comments too."""
        self.expat.CommentHandler = self._comment

    def _comment(self, text: str) -> None:
        self._count += 1
        if self._count > _MAX_ELEMENTS:
            raise ReadError(f"its XML has more than {_MAX_ELEMENTS:,} elements")
        if self._depth:
            self.builder.comment(text)
        else:
            self.outer_comments.append(text)

    def _skipped_entity(self, name: str, _parameter: bool) -> None:  # noqa: FBT001 - expat calls it so
        self.builder.data(html5.get(f"{name};", ""))

    def _entity(
        self,
        _name: str,
        is_parameter: bool,  # noqa: FBT001 - expat calls it so
        value: str | None,
        *_: object,
    ) -> None:
        """Accept an entity that stands for plain text, which cannot refer to others and so multiply itself."""
        is_plain = value is not None and not is_parameter and not any(mark in value for mark in "&<%")
        if not is_plain or len(value or "") > self._longest_entity:
            raise ReadError("its XML declares entities that are more than a few words, which is not allowed")


def _full_name(name: str) -> str:
    """Turn expat's `namespace}name` into ElementTree's `{namespace}name`."""
    return "{" + name if _NAMESPACE_END in name else name
