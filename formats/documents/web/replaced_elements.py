"""The text that stands for elements which a browser draws by itself: pictures, drawings, and lists to choose from."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from scent.formats.documents.base.pictures import picture_text

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_MIN_SPACES: Final = 2  # fewer are names of people, brands and buttons
# So many letters of Thai, Chinese, Japanese and other scripts without spaces are more than a name.
_WITHOUT_SPACES, _MIN_LETTERS = "\u0e00", 7
_MAX_FIGURE_DEPTH: Final = 4


def chosen(select: "LexborNode") -> str:
    """The entries that the page chooses from a list; empty if it leaves that to its reader."""
    chosen = (each.text(deep=True).strip() for each in select.css("option[selected]"))
    return f" {', '.join(filter(None, chosen))} "


def _picture(image: "LexborNode") -> str:
    """What a picture is said to show, in brackets; empty if that is a word or two, or its caption repeats it."""
    text = _described(image.attributes.get("alt") or "")
    if not text:
        return ""
    figure = image.parent
    for _ in range(_MAX_FIGURE_DEPTH):
        if figure is None or figure.tag == "figure":
            break
        figure = figure.parent
    caption = figure.css_first("figcaption") if figure is not None and figure.tag == "figure" else None
    repeated = caption is not None and text.casefold() in " ".join(caption.text(deep=True).split()).casefold()
    return "" if repeated else f" [{text}] "


def _drawing(svg: "LexborNode") -> str:
    """What a drawing in a page is said to show, in brackets; empty if that is a word or two, as of an icon."""
    said = (each for each in svg.iter(include_text=False) if each.tag in {"title", "desc"})
    text = _described(*(each.text(deep=True) for each in said))
    return f" [{text}] " if text else ""


def _described(*descriptions: str) -> str:
    """Descriptions on one line, as `picture_text` gives them; empty if they are a word or two."""
    text = picture_text(*descriptions)
    letters = sum(character >= _WITHOUT_SPACES for character in text)
    return text if text.count(" ") >= _MIN_SPACES or letters >= _MIN_LETTERS else ""


# By tag.
REPLACED: Final[Mapping[str, Callable[["LexborNode"], str]]] = {"img": _picture, "svg": _drawing}
