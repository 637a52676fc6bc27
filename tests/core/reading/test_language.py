"""The language of a document is the one it declares, or else that of its text."""

import pytest

from scent.core.reading.language import detect_language, language_of_query
from scent.formats.documents.base.document import Block, Document, Kind

ENGLISH = "The radiators stay cold in winter. Let the trapped air out with the small key beside the meter.\n"
GERMAN = "Die Heizkörper bleiben im Winter kalt. Die alten Häuser haben dicke Wände und zugige Fenster.\n"
FRENCH = "Les radiateurs restent froids en hiver. Les vieilles maisons ont des murs épais et des fenêtres.\n"
CHINESE = "冬天暖气片一直是冷的。老房子的墙很厚。窗户漏风。请用小钥匙把空气放出来。\n"
THAI = "ในฤดูหนาวเครื่องทำความร้อนยังเย็นอยู่ บ้านเก่ามีผนังหนาและหน้าต่างรั่วลม\n"
CODE = "for key, value in mapping.items():\n    total += value\n"


def document(text: str, kind: Kind = Kind.PROSE, declared: str = "") -> Document:
    return Document(text, "text", blocks=(Block(kind, 0, len(text)),), language=declared)


@pytest.mark.parametrize(
    ("text", "code"), [(ENGLISH, "en"), (GERMAN, "de"), (FRENCH, "fr"), (CHINESE, "zh"), (THAI, "th"), ("", "")]
)
def test_a_text_shows_its_language(text: str, code: str) -> None:
    assert detect_language(document(text)) == code


def test_a_declared_language_counts_more_than_the_text_and_code_has_none() -> None:
    assert detect_language(document(GERMAN, declared="nl")) == "nl"
    assert detect_language(document(CODE, Kind.CODE)) == ""
    assert detect_language(document("| 1 | 2 |\n| 3 | 4 |\n", Kind.TABLE)) == ""


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("when is the rent due for the flat", "en"),
        ("Wann ist die Miete für die Wohnung fällig?", "de"),
        ("每个月什么时候应该付房租", "zh"),
        ("когда платить за квартиру", "ru"),
        ("rent", ""),
        ("房租", ""),
        ("404", ""),
    ],
)
def test_a_query_has_a_language_if_it_is_long_enough(query: str, language: str) -> None:
    assert language_of_query(query) == language
