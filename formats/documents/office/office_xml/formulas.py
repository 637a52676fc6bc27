"""Writes formulas of Office (OMML, ECMA-376, part 1, 22.1) on a line: `x^2`, `{a+b}/c`, `√{x+1}`."""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from scent.formats.documents.xml.elements import attribute, child, children, local_name

_MARKS: Final = {"sub": "_", "sup": "^", "lim": "_"}
_SKIPPED: Final = frozenset(["rPr", "ctrlPr", "del", "moveFrom", "delText"])
_INTEGRAL: Final = "\N{INTEGRAL}"  # where a sum or integral names no sign
_ROOT: Final = "\N{SQUARE ROOT}"


def formula_text(element: Element) -> str:
    """The text of a formula (`m:oMath`, `m:oMathPara`) or a part of one."""
    write = _WRITERS.get(local_name(element.tag))
    return write(element) if write is not None else "".join(_pieces(element))


def _pieces(element: Element) -> Iterator[str]:
    for part in element:
        name = local_name(part.tag)
        if name == "t":
            yield part.text or ""
        elif name in _MARKS:
            text = formula_text(part)
            yield _MARKS[name] + _grouped(text) if text else ""
        elif name not in _SKIPPED and not name.endswith("Pr"):
            yield formula_text(part)


def _grouped(text: str) -> str:
    return text if text.isalnum() else f"{{{text}}}"


def _parts(element: Element, name: str) -> list[str]:
    return [formula_text(part) for part in children(element, name)]


def _property(element: Element, name: str, default: str) -> str:
    """A character that the properties of an element (`m:dPr` of `m:d`) name."""
    given = child(child(element, f"{local_name(element.tag)}Pr"), name)
    return attribute(given, "val") if given is not None else default


def _fraction(element: Element) -> str:
    above, below = "".join(_parts(element, "num")), "".join(_parts(element, "den"))
    return f"{_grouped(above)}/{_grouped(below)}" if below else above


def _delimited(element: Element) -> str:
    inside = _property(element, "sepChr", "|").join(_parts(element, "e"))
    return _property(element, "begChr", "(") + inside + _property(element, "endChr", ")")


def _root(element: Element) -> str:
    return "".join(_parts(element, "deg")) + _ROOT + _grouped("".join(_parts(element, "e")))


def _sum(element: Element) -> str:
    limits = "".join(
        _MARKS[local_name(part.tag)] + _grouped(text)
        for part in children(element, "sub", "sup")
        if (text := formula_text(part))
    )
    return _property(element, "chr", _INTEGRAL) + limits + " " + "".join(_parts(element, "e"))


def _function(element: Element) -> str:
    return " ".join((*_parts(element, "fName"), *_parts(element, "e")))


def _matrix(element: Element) -> str:
    return "; ".join(" ".join(_parts(row, "e")) for row in children(element, "mr"))


def _rows(element: Element) -> str:
    return "\n".join(_parts(element, "e"))


def _equations(element: Element) -> str:
    return "\n".join(_parts(element, "oMath"))


_WRITERS: Final = {
    "f": _fraction,
    "d": _delimited,
    "rad": _root,
    "nary": _sum,
    "func": _function,
    "m": _matrix,
    "eqArr": _rows,
    "oMathPara": _equations,
}
