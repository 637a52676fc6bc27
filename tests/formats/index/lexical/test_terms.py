"""The terms of a passage do not depend on the passages before it."""

import pytest

from scent.formats.index.lexical.stemming import Terms, stemmed, terms_of
from scent.formats.index.lexical.words import words

TEXTS = {
    "en": "The running shoes of Node.js, C++ and self.assert_equal(parseHTTPResponse): ran, runs. Running shoes!",
    "de": "Die Häuser stehen in den Straßen; ein Haus steht in einer Straße, 3.11 und #42.",
    "ru": "Корабли стоят в гавани. Корабль стоит.",
    "zh": "乌兹别克语 2008年",
    "": "return self._known.setdefault(key, value)  # --flag @user .NET",
}


@pytest.mark.parametrize("language", TEXTS)
def test_terms_are_those_of_each_text_alone(language: str) -> None:
    terms = Terms(language)
    for text in (*TEXTS.values(), "", " . ", *TEXTS.values()):
        written, found = words(text), terms.of(text)
        differing = [word for word, term in zip(written, stemmed(written, language), strict=True) if word != term]
        assert found == (" ".join(terms_of(text, language)), " ".join(dict.fromkeys(differing)))


def test_terms_stay_the_same_when_more_words_were_seen_than_are_remembered() -> None:
    terms = Terms("en")
    before = terms.of(TEXTS["en"])
    for start in range(0, 200_000, 10_000):
        terms.of(" ".join(f"word{number}" for number in range(start, start + 10_000)))
        assert terms.of(TEXTS["en"]) == before
