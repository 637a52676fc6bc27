"""Any bytes decode to text without surrogates, or are refused as binary, by the rule that ripgrep uses."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import SAMPLES

from scent.errors import NotTextError, ReadError
from scent.formats.documents.base.encoding.decode import BINARY_BYTES, Decoder, decode, decode_declared


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


@pytest.mark.parametrize("text", ["Straße", "ß", "é", "naïve", "naïf, Anaïs, maïs", "café", "Spaß und Gruß, groß"])
def test_one_letter_of_latin_1_is_not_one_of_central_europe(text: str) -> None:
    assert decode(text.encode("latin-1")) == text


@pytest.mark.parametrize(
    "text", ["Die Größe der Türen ist für Käufer wichtig", "Straße", "déjà vu à la façon de Zoé", "El niño comió piñas"]
)
def test_a_text_of_dos_is_read_as_cp850(text: str) -> None:
    assert decode(text.encode("cp850")) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Ile kosztuje ta książka?", "cp1250"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy.", "cp1250"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy.", "iso8859_2"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy.", "cp852"),
        ("Latem jeździmy nad morze, a jesienią zbieramy grzyby w lesie za łąką.", "iso8859_2"),
        ("Şoför çok üzgün, çünkü bahşiş az değil", "cp1254"),
        ("Kur ir zaļā krūze? Māsa to šorīt mazgāja.", "cp1257"),
        ("Le bœuf de la sœur coûte dix € à la forêt.", "iso8859_15"),
        ("Лодка стоит возле причала, ключи висят за дверью.", "cp1251"),
        ("Лодка стоит возле причала, ключи висят за дверью.", "koi8_r"),
        ("Лодка стоит возле причала, ключи висят за дверью.", "cp866"),
        ("Лодка стоит возле причала, ключи висят за дверью.", "iso8859_5"),
        ("Човен стоїть біля причалу, ключі висять за дверима.", "koi8_u"),
        ("СРОЧНО", "koi8_r"),
        ("ПРОТОКОЛ СОБРАНИЯ", "koi8_r"),
        ("Список покупок: яйца, сыр", "koi8_r"),
        ("שלום", "cp1255"),
        ("פגישה ב-10:30 עם אנה", "cp1255"),
        ("הסירה עומדת ליד המזח", "iso8859_8"),
        ("שָׁלוֹם לְכֻלָּם", "cp1255"),
        ("Κλειδιά κρέμονται πίσω από την πόρτα.", "cp1253"),
        ("Λίστα αγορών", "iso8859_7"),
        ("Šiandien pirksime duoną, sūrį ir šviežią pieną.", "cp1257"),
        ("船は港にあります。鍵はドアの後ろです。", "euc_jp"),
        ("배는 항구에 있습니다. 열쇠는 문 뒤에 있습니다.", "cp949"),
        ("我们的船在港口。钥匙在门后面。", "gb18030"),
        ("Das Frühstück ist schön.", "mac_roman"),
    ],
)
def test_other_letters_tell_other_encodings(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("written", "declared"),
    [
        ("utf-8", "iso-8859-1"),
        ("utf-8", "koi8-r"),
        ("utf-8", "no-such-charset"),
        ("latin-1", "utf-8"),
        ("latin-1", "us-ascii"),
        ("cp1252", "iso-8859-1"),
        ("utf-16", "iso-8859-1"),
        ("cp1252", "punycode"),
        ("cp1252", "unicode_escape"),
        ("cp1252", "base64"),
        ("cp1252", "iso-8859-1\0"),
    ],
)
def test_a_declared_encoding_counts_only_if_the_bytes_fit_it(written: str, declared: str) -> None:
    text = "Für die Gäste gibt es Käsespätzle" + " — “ja”" * (written == "cp1252")
    assert decode_declared(text.encode(written), declared) == text


@pytest.mark.parametrize("encoding", ["koi8-r", "iso-2022-jp", "cp1252", "iso-8859-5", "shift_jis", "utf-7"])
def test_a_true_declaration_is_kept(encoding: str) -> None:
    text = {"koi8-r": "Для всех", "iso-8859-5": "Для", "cp1252": "ß", "utf-7": "Größe"}.get(encoding, "日本語")
    assert decode_declared(text.encode(encoding), encoding) == text


@pytest.mark.parametrize(
    ("text", "declared", "encoding"),
    [
        ("①髙橋", "x-sjis", "cp932"),
        ("①髙橋", "windows-31j", "cp932"),
        ("これ", "x-euc-jp", "euc_jp"),
        ("合同", "x-gbk", "gbk"),
        ("合同", "gb_2312-80", "gb2312"),
        ("合約", "x-x-big5", "big5"),
        ("合約", "cn-big5", "big5"),
        ("佢哋喺嗰度", "big5", "big5hkscs"),
        ("똠방", "ksc_5601", "cp949"),
        ("똠방", "windows-949", "cp949"),
        ("สัญญา…", "windows-874", "cp874"),
        ("สัญญา", "dos-874", "cp874"),
        ("Договор", "x-mac-cyrillic", "mac_cyrillic"),
        ("Договор", "koi", "koi8_r"),
        ("Договор", "x-cp1251", "cp1251"),
        ("Договор", "iso88595", "iso8859_5"),
        ("Договор", "cp-866", "cp866"),
        ("Їхній", "koi8-ru", "koi8_u"),
        ("שכירות", "iso-8859-8-i", "iso8859_8"),
        ("Žižka", "x-mac-ce", "mac_latin2"),
        ("Müller", "x-mac-roman", "mac_roman"),
        ("Müller", "IBM-850", "cp850"),
    ],
)
def test_names_of_encodings_are_those_of_browsers_and_mail_programs(text: str, declared: str, encoding: str) -> None:
    assert decode_declared(text.encode(encoding), declared) == text


def test_chinese_of_hong_kong_is_told() -> None:
    text = "這係一份租屋合約 租金每個月第一日畀。佢哋嘅屋企喺香港嗰度\n"
    assert decode(text.encode("big5hkscs")) == text


def test_a_declared_encoding_never_yields_surrogates() -> None:
    decode_declared(b"+2AA-", "utf-7").encode()


@pytest.mark.parametrize("data", [b"one\rtwo\rthree\r", b"\xff\xfeo\0n\0e\0\r\0t\0w\0o\0\r\0t\0h\0r\0e\0e\0\r\0"])
def test_a_file_with_carriage_returns_alone_has_lines(data: bytes) -> None:
    assert decode(data) == "one\ntwo\nthree\n"
    decoder = Decoder()
    assert "".join([decoder.feed(data[:4]), decoder.feed(data[4:8]), decoder.feed(data[8:], final=True)]) == decode(
        data
    )


@pytest.mark.parametrize("sizes", [(4, 1), (3, 2), (1, 1)])
def test_a_piece_that_ends_within_a_line_end_changes_nothing(sizes: tuple[int, int]) -> None:
    data, decoder = b"one\r\ntwo\rthree\r\n", Decoder()
    first, second = sizes
    pieces = [data[:first], data[first : first + second], data[first + second :]]
    assert "".join(decoder.feed(piece, final=piece is pieces[-1]) for piece in pieces) == data.decode()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"name,job\nIvo,tunes\0\0pianos\n", "name,job\nIvo,tunes  pianos\n"),
        (b"the last line before the power cut\n" + b"\0" * 4_000, "the last line before the power cut\n" + " " * 4_000),
        ("Für Gäste\0".encode(), "Für Gäste "),
        (b"the \0 key\n", "the   key\n"),
    ],
)
def test_a_few_nuls_do_not_make_a_text_binary(data: bytes, text: str) -> None:
    assert decode(data) == text


def test_a_list_of_names_that_end_with_nuls_is_binary() -> None:
    with pytest.raises(NotTextError):
        decode(b"".join(b"./photos/%d.jpg\0" % number for number in range(100)))


def test_line_ends_stay_as_they_are() -> None:
    assert decode(b"one\r\ntwo\rthree\n\x0cfour") == "one\r\ntwo\rthree\n\x0cfour"


@pytest.mark.parametrize(
    "data",
    [b"\0", b"text\0\1more", b"\0" * 100_000, b"\x7fELF\x02\x01\x01\0\0", _noise(1)],
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


@given(
    st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=200),
    st.lists(st.integers(1, 7), min_size=1, max_size=50),
)
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


@pytest.mark.parametrize(
    ("text", "encoding"), [("항구에 배가 있다\nquay\n", "iso2022_kr"), ("港口有一艘船\nquay\n", "hz")]
)
def test_encodings_that_switch_between_ascii_and_east_asian_characters_are_told(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("text", ["Fig.~{AbcdEf}~ and ~{ab~}\n", "mv ~/a ~{b,c}\n", "~~{abcdefgh~~}\n"])
def test_tildes_with_braces_are_no_chinese(text: str) -> None:
    assert decode(text.encode()) == text


@pytest.mark.parametrize("encoding", ["mac_cyrillic", "cp1251", "cp866", "koi8_r"])
@pytest.mark.parametrize(
    "text",
    ["Я пришёл домой, но Маша уже спала.\n", "Корабль стоит в гавани. Яков ждёт письма.\n"],
    ids=["home", "ship"],
)
def test_cyrillic_of_each_system_is_told(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_capitals_of_dos_are_no_text_of_a_macintosh() -> None:
    assert decode("ЭТО ВСЁ ЗАГЛАВНЫМИ БУКВАМИ\n".encode("cp866")) == "ЭТО ВСЁ ЗАГЛАВНЫМИ БУКВАМИ\n"
