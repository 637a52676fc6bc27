"""Words are stemmed by the rules of their language, and function words are those of the query's own language."""

import pytest

from scent.formats.index.lexical.function_words import function_words
from scent.formats.index.lexical.stemming import forms, terms_of


def test_texts_of_no_known_language_are_stemmed_as_english_and_those_without_a_stemmer_not_at_all() -> None:
    assert terms_of("Mapping items", "") == ["map", "item"]
    assert terms_of("老房子", "zh") == ["老房", "房子", "子."]
    assert terms_of("Kuće i sobe", "hr") == ["kuce", "i", "sobe"]


def test_a_word_is_looked_for_as_every_language_of_the_index_writes_it_each_form_once() -> None:
    assert forms(["hauser", "radiators"], ["", "de", "en", "zh"]) == [
        ("hauser", "haus"),
        ("radiat", "radiator", "radiators"),
    ]


@pytest.mark.parametrize(
    ("query", "languages", "joining"),
    [
        ("who was at the war", ["de", "en"], {"who", "was", "at", "the"}),
        ("wie war das wetter in der stadt", ["de", "en"], {"wie", "war", "das", "in", "der"}),
        ("wie war das wetter", ["en"], set()),
        ("the war", ["de", "en"], {"the"}),
    ],
)
def test_only_words_that_join_in_the_querys_own_language_weigh_little(
    query: str, languages: list[str], joining: set[str]
) -> None:
    assert function_words(query.split(), languages) == joining
