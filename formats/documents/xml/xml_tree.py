"""XML from anywhere, read so that it can do no harm.

Owned here: parsing within limits. Expat is the parser: it comes with Python, loads nothing from anywhere and resolves
nothing by itself; here it also refuses entities of a file's own (which multiply) and deep nesting (which overflows
stacks of whoever walks the tree). The entities of HTML are known, as XHTML counts on them.
"""

from collections.abc import Iterable
from html.entities import html5
from typing import Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from scent.errors import ReadError
from scent.formats.documents.base.limits import NESTING

# An element takes some 300 bytes of memory, whatever it holds.
_MOST_ELEMENTS: Final = 2_000_000
_NAMESPACE: Final = "}"


def parse(data: bytes | Iterable[bytes]) -> Element:
    """The root element of an XML document, its names as `{namespace}name` where they have one.

    Raises:
        ReadError: it is not well formed, defines entities, or is nested deeper than `limits.NESTING`.
    """
    tree = _Tree()
    try:
        for piece in (data,) if isinstance(data, bytes) else data:
            tree.parser.Parse(piece, False)
        tree.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise ReadError(f"its XML is damaged: {error}") from error
    except (LookupError, ValueError) as error:  # an encoding that nobody knows, or that Python knows and expat cannot
        raise ReadError(f"its XML cannot be read: {error}") from error
    return tree.builder.close()


class _Tree:
    """Expat's events, made into elements."""

    def __init__(self) -> None:
        self.builder = TreeBuilder()
        self._depth = self._count = 0
        self.parser = parser = expat.ParserCreate(None, _NAMESPACE)
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.builder.data
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped
        # Entities that only an external DTD would declare, such as those of XHTML, are then skipped, not errors.
        parser.UseForeignDTD(True)
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > NESTING:
            raise ReadError(f"its XML is nested more than {NESTING} deep")
        if self._count > _MOST_ELEMENTS:
            raise ReadError(f"its XML has more than {_MOST_ELEMENTS:,} elements")
        self.builder.start(_name(name), {_name(key): value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self._depth -= 1
        self.builder.end(_name(name))

    def _skipped(self, name: str, _parameter: bool) -> None:  # noqa: FBT001 - expat calls it so
        self.builder.data(html5.get(f"{name};", ""))

    @staticmethod
    def _entity(*_: object) -> None:
        raise ReadError("its XML defines entities of its own, which are not followed")


def _name(name: str) -> str:
    return "{" + name if _NAMESPACE in name else name
