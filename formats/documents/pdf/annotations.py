"""Reads what a PDF page says beside its text: comments, values of form fields, descriptions of pictures."""

import ctypes
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from scent.formats.documents.base import limits
from scent.formats.documents.base.left_out import LeftOut
from scent.formats.documents.base.pictures import picture_text

if TYPE_CHECKING:
    import pypdfium2

_MAX_ANNOTATIONS: Final = 2_000  # on a page
_MAX_ELEMENTS: Final = 20_000  # of a page's structure
_MAX_DEPTH: Final = 50
_MAX_BYTES: Final = limits.PART_BYTES
_DESCRIPTIONS_CUT: Final = "its descriptions of pictures are left out in part"


def annotation_texts(page: "pypdfium2.PdfPage", place: str, left_out: LeftOut) -> list[str]:
    """The comments on a page, each once, and its filled form fields as "name: value".

    If there are too many, the name `place` of the page is noted in `left_out`.
    """
    return list(dict.fromkeys(filter(None, _annotation_texts(page, place, left_out))))


def picture_texts(page: "pypdfium2.PdfPage", place: str, left_out: LeftOut) -> list[str]:
    """What the structure of a tagged page says that its pictures show, each once.

    If it has too many elements, the name `place` of the page is noted in `left_out`.
    """
    from pypdfium2 import raw

    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return []
    try:
        return list(dict.fromkeys(filter(None, map(picture_text, _descriptions(tree, place, left_out)))))
    finally:
        raw.FPDF_StructTree_Close(tree)


def _annotation_texts(page: "pypdfium2.PdfPage", place: str, left_out: LeftOut) -> Iterator[str]:
    from pypdfium2 import raw

    count = raw.FPDFPage_GetAnnotCount(page.raw)
    if count > _MAX_ANNOTATIONS:
        left_out.name(f"its comments are left out after {_MAX_ANNOTATIONS:,} on a page", place)
    for number in range(min(count, _MAX_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, number)
        if not annotation:
            continue
        try:
            yield _annotation_text(annotation, page.formenv)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)


def _annotation_text(annotation: Any, form: "pypdfium2.PdfFormEnv | None") -> str:  # noqa: ANN401 - a pointer of ctypes
    from pypdfium2 import raw

    kind = raw.FPDFAnnot_GetSubtype(annotation)
    # A pop-up repeats the comment that it belongs to; links are drawn as text.
    if kind in {raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_LINK} or (
        raw.FPDFAnnot_GetFlags(annotation) & raw.FPDF_ANNOT_FLAG_HIDDEN
    ):
        return ""
    if kind != raw.FPDF_ANNOT_WIDGET:
        return _string(annotation, b"Contents")
    name, value = _string(annotation, b"TU") or _string(annotation, b"T"), ""
    if form is not None:  # where fields may inherit their values and names from others
        if raw.FPDFAnnot_GetFormFieldType(form.raw, annotation) not in _text_fields():
            return ""
        value = _utf16(partial(raw.FPDFAnnot_GetFormFieldValue, form.raw, annotation))
        name = name or _utf16(partial(raw.FPDFAnnot_GetFormFieldAlternateName, form.raw, annotation))
        name = name or _utf16(partial(raw.FPDFAnnot_GetFormFieldName, form.raw, annotation)).rpartition(".")[2]
    elif raw.FPDFAnnot_GetValueType(annotation, b"V") == raw.FPDF_OBJECT_STRING:
        value = _string(annotation, b"V")
    return f"{name}: {value}" if name and value else value


def _text_fields() -> frozenset[int]:
    """The kinds of form fields whose value is what people typed or chose."""
    from pypdfium2 import raw

    return frozenset([raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX])


def _string(annotation: Any, key: bytes) -> str:  # noqa: ANN401 - a pointer of ctypes
    from pypdfium2 import raw

    return _utf16(partial(raw.FPDFAnnot_GetStringValue, annotation, key))


def _descriptions(tree: Any, place: str, left_out: LeftOut) -> Iterator[str]:  # noqa: ANN401 - a pointer of ctypes
    from pypdfium2 import raw

    waiting = [
        (raw.FPDF_StructTree_GetChildAtIndex(tree, number), 0)
        for number in reversed(range(min(raw.FPDF_StructTree_CountChildren(tree), _MAX_ELEMENTS)))
    ]
    visited = 0
    while waiting and visited < _MAX_ELEMENTS:
        element, depth = waiting.pop()
        if not element:
            continue
        visited += 1
        yield _utf16(partial(raw.FPDF_StructElement_GetAltText, element))
        if depth < _MAX_DEPTH:
            count = min(raw.FPDF_StructElement_CountChildren(element), _MAX_ELEMENTS)
            waiting += [
                (raw.FPDF_StructElement_GetChildAtIndex(element, child), depth + 1) for child in reversed(range(count))
            ]
        elif raw.FPDF_StructElement_CountChildren(element) > 0:
            left_out.name(_DESCRIPTIONS_CUT, place)
    if waiting:
        left_out.name(_DESCRIPTIONS_CUT, place)


def _utf16(read: Callable[[Any, int], int]) -> str:
    """A string of PDFium: `read` is given a buffer, and returns the bytes that it needs."""
    size = read(None, 0)
    if not 2 < size <= _MAX_BYTES:  # noqa: PLR2004 - a string ends with two zero bytes
        return ""
    buffer = ctypes.create_string_buffer(size)
    read(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0").strip()
