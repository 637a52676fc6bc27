"""A phrase is the same words in the same order, whatever their case, their accents, and what is between them."""

import pytest

from scent.formats.index.lexical.phrase import Phrase, folded_text


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("heat pump", "The Heat  Pump is old"),
        ("heat pump", "a heat\n  pump."),
        ("heat pump", "a **heat**-pump"),
        ("Kündigung", "die KUENDIGUNG und die Kundigung"),
        ("cafe", "Le Café"),
        ("café", "le cafe"),
        ("straße", "STRASSE"),
        ("rent", "rent"),
        ("init", "def __init__(self):"),
        ("max_size", "self.max_size = 3"),
        ("C++", "written in C++, mostly"),
        ("c", "written in C++"),
        (".NET", "for .net 8"),
        ("net", "for .NET 8"),
        ("#tag", "a #Tag here"),
        ("--force", "use --force"),
        ("1.2.3", "version 1.2.3 of it"),
        ("大学", "東京大学の"),
        ("tower 東京", "Tower東京"),
        ("🎉 party", "🎉 Party!"),
        ("ﬁne", "a fine day"),
    ],
)
def test_a_phrase_is_found(phrase: str, text: str) -> None:
    assert Phrase(phrase).is_in(folded_text(text))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("heat pump", "the pump needs heat"),
        ("heat pump", "heat the pump"),
        ("heat pump", "heat pumps"),
        ("rent", "parental, rents"),
        ("size", "max_size"),
        ("C++", "written in C"),
        ("C#", "C++"),
        (".NET", "the net"),
        ("大学", "大 学"),
        ("...", "anything..."),
        ("", "anything"),
    ],
)
def test_a_phrase_is_not_found(phrase: str, text: str) -> None:
    assert not Phrase(phrase).is_in(folded_text(text))


def test_each_place_of_a_phrase_is_found_also_where_two_overlap() -> None:
    assert list(Phrase("a b a").places("a b a b a, a\nb, c")) == [(0, 5), (4, 9)]
