"""What a person types in a language is found however the text writes it."""

# ruff: noqa: RUF001  # letters that look like others are what is tested

from pathlib import Path

import pytest
from searched_words import SearchedWords


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [
        ("ar", "وصل الكتاب أمس", "كتاب"),
        ("ar", "وصل كتاب أمس", "الكتاب"),
        ("", "هذا من والكتاب الجديد", "كتاب"),
        ("", "وصل كتـــاب أمس", "كتاب"),
        ("ar", "كِتَابٌ جميل", "كتاب"),
        ("ar", "ذهب أحمد إلى المدرسة", "احمد"),
        ("ar", "ذهب احمد الى المدرسه", "أحمد"),
        ("ar", "هي في المدرسة", "مدرسه"),
        ("ar", "مستشفى المدينة", "مستشفي"),
        ("he", "הבית גדול", "בית"),
        ("he", "בית גדול", "הבית"),
        ("he", "גרנו בבית ישן", "הבית"),
        ("he", "ושהמכתב אבד", "מכתב"),
        ("he", "שָׁלוֹם עולם", "שלום"),
        ("he", "שלום עולם", "שָׁלוֹם"),
        ("tr", "IŞIK açık", "ışık"),
        ("tr", "Işık açık", "isik"),
        ("tr", "ışık açık", "IŞIK"),
        ("tr", "İstanbul güzel", "istanbul"),
        ("tr", "İstanbul güzel", "ISTANBUL"),
        ("tr", "ısı yüksek", "ISI"),
        ("de", "Die Straße ist nass.", "STRASSE"),
        ("de", "Die Strasse ist nass.", "Straße"),
        ("de", "Familie Häring zieht um.", "Haering"),
        ("de", "Familie Haering zieht um.", "Häring"),
        ("en", "Mr Haering moves out.", "Häring"),
        ("de", "Die Müllabfuhr kommt.", "Muellabfuhr"),
        ("da", "København er smuk", "kobenhavn"),
        ("pl", "Łódź jest duża", "lodz"),
        ("zh", "我喜欢喝茶", "茶"),
        ("zh", "茶叶很好", "茶"),
        ("zh", "我们喝茶吧", "喝茶"),
        ("zh", "会议在2008年举行", "2008年"),
        ("ja", "毎日パンを食べる", "食べる"),
        ("ja", "ﾊﾟﾝを買う", "パン"),
        ("ja", "人々が集まる", "人々"),
        ("ko", "서울에서 만나요", "서울"),
        ("ko", "집에 있어요", "집"),
        ("th", "ฉันชอบกินข้าวผัด", "ข้าวผัด"),
        ("vi", "Tôi thích uống cà phê ở Đà Nẵng", "ca phe"),
        ("vi", "Tôi thích uống cà phê ở Đà Nẵng", "da nang"),
        ("el", "Ο ΔΡΟΜΟΣ είναι κλειστός", "δρόμος"),
        ("el", "ο δρόμος είναι κλειστός", "δρομος"),
        ("ru", "Ёлка стоит в углу", "елка"),
        ("ru", "елка стоит в углу", "ёлка"),
        ("hi", "हिन्दी भाषा", "हिन्दी"),
    ],
)
def test_a_person_finds_a_word_as_people_of_the_language_type_it(
    tmp_path: Path, language: str, text: str, query: str
) -> None:
    assert SearchedWords(tmp_path, [text, "Quokkas 1 2 3", "Ω ж ש ص 山"], language).find(query) == [text]


def test_short_words_and_words_of_other_languages_keep_their_letters(tmp_path: Path) -> None:
    searched = SearchedWords(tmp_path, ["Die neue Quelle der Frauen", "qulle neu fraun"], "de")
    assert searched.find("Quelle") == ["Die neue Quelle der Frauen"]
    assert SearchedWords(tmp_path / "en", ["a shoe", "sho"], "en").find("shoe") == ["a shoe"]
