"""The map of characters that llama.cpp applies before it cuts a text into pieces."""

import struct
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scent.core.models.conversion.characters import characters_map, with_compositions

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=4)


def replaced(data: bytes, text: str) -> str:
    """A text as a reader of the map replaces its runs, the longest first: after llama.cpp's `normalize_prefix`."""
    (length,) = struct.unpack_from("<I", data)
    units = struct.unpack_from(f"<{length // 4}I", data, 4)
    texts, source, result, at = data[4 + length :], text.encode(), bytearray(), 0
    while at < len(source):
        end, value = max(matches(units, source[at:]), default=(0, 0))
        if end:
            result += texts[value : texts.index(0, value)]
        else:
            end = len(source[at:].decode()[0].encode())
            result += source[at : at + end]
        at += end
    return result.decode()


def matches(units: tuple[int, ...], source: bytes) -> Iterator[tuple[int, int]]:
    """The lengths of the keys that `source` begins with, and their values."""
    base = units[0] >> 10
    for count, byte in enumerate(source, start=1):
        place = base ^ byte
        if place >= len(units) or units[place] & (1 << 31 | 255) != byte:
            return
        base = place ^ units[place] >> 10
        if units[place] >> 8 & 1:
            yield count, units[base] & ~(1 << 31)


@given(st.dictionaries(TEXTS, TEXTS, min_size=1, max_size=30), TEXTS)
def test_every_run_of_the_map_is_replaced_and_nothing_else(runs: dict[str, str], other: str) -> None:
    data = characters_map(runs)
    for run, text in runs.items():
        assert replaced(data, run) == text
    if not any(run in other for run in runs):
        assert replaced(data, other) == other


def test_a_map_cannot_have_the_character_zero() -> None:
    with pytest.raises(ValueError, match="zero"):
        characters_map({"a": "\0"})


def test_a_letter_and_its_marks_become_one_character() -> None:
    data = characters_map(with_compositions({}))
    for text in ("résumé", "Tiếng Việt", "한국어", "ガラス", "Ångström"):
        assert replaced(data, unicodedata.normalize("NFD", text)) == unicodedata.normalize("NFC", text)


def test_kana_of_half_width_take_their_marks() -> None:
    kana = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFF66, 0xFFA0)}
    data = characters_map(with_compositions(kana))
    assert replaced(data, "ｶﾞﾗｽ ﾊﾟﾝ") == "ガラス パン"
    assert replaced(data, "カﾞ") == replaced(data, "ｶ\u3099") == "ガ"


def test_a_character_that_is_replaced_by_itself_is_not_composed() -> None:
    assert with_compositions({"é": "e"}).get("e\u0301") is None
