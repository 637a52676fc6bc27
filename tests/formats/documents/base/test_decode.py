"""Any bytes decode to text without surrogates, or are refused as binary, by the rule that ripgrep uses."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import SAMPLES

from scent.errors import NotTextError, ReadError
from scent.formats.documents.base.decode import BINARY_BYTES, Decoder, decode


def _noise(seed: int) -> bytes:
    return random.Random(seed).randbytes(5_000)  # noqa: S311 - repeatable, not secret


SAMPLES = SAMPLES / "encodings"


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.name)
def test_a_sample_is_read_in_the_encoding_that_its_name_says(path: Path) -> None:
    encoding = path.suffixes[-2].removeprefix(".")
    assert decode(path.read_bytes()) == path.read_bytes().decode(encoding).removeprefix("\ufeff")


@pytest.mark.parametrize("text", ["naïve café", "Größe", "© 2020 Müller", "El niño comió piñas, ¿verdad?", "un été"])
def test_a_few_western_letters_are_read_as_cp1252(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


def test_the_encoding_is_guessed_after_megabytes_of_ascii() -> None:
    decoder = Decoder()
    assert decoder.feed(b"plain\n" * 300_000) == "plain\n" * 300_000
    assert decoder.feed("ein Stück weiter: größer\n".encode("cp1252"), final=True) == "ein Stück weiter: größer\n"


def test_a_damaged_character_does_not_turn_a_utf8_text_into_another_encoding() -> None:
    data = "Grüße aus Köln, schöne Brücke\n".encode() * 10 + b"\xff\n"
    assert decode(data) == "Grüße aus Köln, schöne Brücke\n" * 10 + "\N{REPLACEMENT CHARACTER}\n"


def test_line_ends_stay_as_they_are() -> None:
    assert decode(b"one\r\ntwo\rthree\n\x0cfour") == "one\r\ntwo\rthree\n\x0cfour"


@pytest.mark.parametrize(
    "data",
    [b"\0", b"text\0more", b"\0" * 100_000, b"\x7fELF\x02\x01\x01\0\0", _noise(1)],
    ids=["nul", "nul in text", "nuls", "elf", "noise"],
)
def test_binary_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(NotTextError):
        decode(data)


def test_noise_without_a_nul_is_binary() -> None:
    noise = _noise(2).replace(b"\0", b"\1")
    with pytest.raises(NotTextError):
        decode(noise)


def test_a_binary_file_is_a_kind_of_unreadable_file() -> None:
    assert issubclass(NotTextError, ReadError)


def test_a_nul_far_into_a_file_does_not_make_it_binary() -> None:
    text = "x" * BINARY_BYTES + "\0"
    assert decode(text.encode()) == text


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xff\xfe\0\0", b"\x1b$B"]),
)
def test_any_bytes_give_text_without_surrogates_or_are_binary(data: bytes, mark: bytes) -> None:
    try:
        text = decode(mark + data)
    except NotTextError:
        return
    text.encode("utf-8")  # which refuses surrogates


@given(st.text(max_size=200), st.lists(st.integers(1, 7), min_size=1, max_size=50))
def test_cutting_the_bytes_anywhere_changes_nothing(text: str, sizes: list[int]) -> None:
    data, decoder, pieces = b"\xef\xbb\xbf\xc3\xa9" + text.encode(), Decoder(), []
    pieces.append(decoder.feed(data[:5]))
    data = data[5:]
    for size in sizes:
        pieces.append(decoder.feed(data[:size]))
        data = data[size:]
    pieces.append(decoder.feed(data, final=True))
    assert "".join(pieces) == "é" + text


@given(st.text(alphabet=st.characters(min_codepoint=0xA0, max_codepoint=0xFF), max_size=60))
def test_a_guess_is_always_the_same(text: str) -> None:
    data = text.encode("latin-1")
    assert decode(data) == decode(data)
