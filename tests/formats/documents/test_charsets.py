# ruff: noqa: RUF001  # letters that look like others
"""Bytes that are UTF-8 are read as UTF-8 whatever a file declares; what only claims to be UTF-8 is guessed."""

from io import BytesIO

import pytest

from scent.formats.documents.registry import read_file

SENTENCE = "Die Bäckerei öffnet früh für müde Gäste."
PAGE = (
    '<html><head><meta charset="{charset}"><title>Öffnungszeiten</title></head><body><p>'
    + SENTENCE
    + "</p></body></html>"
)
FILES = {
    "page.html": PAGE,
    "feed.xml": '<?xml version="1.0" encoding="{charset}"?><feed><entry>' + SENTENCE + "</entry></feed>",
    "letter.eml": "From: a@x.example\nTo: b@x.example\nSubject: Brot\nMIME-Version: 1.0\n"
    "Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n" + SENTENCE + "\n",
    "saved.mhtml": "From: <Saved by Blink>\nSubject: Brot\nMIME-Version: 1.0\n"
    'Content-Type: multipart/related; type="text/html"; boundary="b"\n\n--b\n'
    "Content-Type: text/html; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n" + PAGE + "\n--b--\n",
    "film.srt": "1\n00:00:01,000 --> 00:00:04,000\n" + SENTENCE + "\n",
    "film.vtt": "WEBVTT {charset}\n\n00:01.000 --> 00:04.000\n" + SENTENCE + "\n",
    "shops.csv": "shop,note\nBrot,'{charset}'\nOfen," + SENTENCE + "\n",
    "notes.ipynb": '{{"cells": [{{"cell_type": "markdown", "source": "' + SENTENCE + '"}}]}}',
}


def text_of(name: str, charset: str, written: str) -> str:
    """The text of a file that declares one encoding and is written in another."""
    data = FILES[name].format(charset=charset).encode(written)
    return "".join(document.text for document in read_file(BytesIO(data), name.encode()))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    ("charset", "written"),
    [
        ("iso-8859-1", "utf-8"),
        ("windows-1251", "utf-8"),
        ("us-ascii", "utf-8"),
        ("klingon", "utf-8"),
        ("utf-8", "latin-1"),
        ("klingon", "latin-1"),
        ("iso-8859-1", "latin-1"),
        ("utf-8", "cp850"),
        ("us-ascii", "cp850"),
    ],
)
def test_the_bytes_count_and_not_what_is_declared(name: str, charset: str, written: str) -> None:
    assert SENTENCE in text_of(name, charset, written)


OTHER_SCRIPTS = {
    "koi8_r": "Вчера вечером мы пошли в старый театр на берегу широкой реки.",
    "cp866": "Вчера вечером мы пошли в старый театр на берегу широкой реки.",
    "cp1253": "Χθες το βράδυ πήγαμε στο παλιό θέατρο δίπλα στο ποτάμι.",
    "cp1255": "אתמול בערב הלכנו לתיאטרון הישן על גדת הנהר הרחב.",
    "cp1256": "ذهبنا مساء أمس إلى المسرح القديم على ضفة النهر العريض.",
    "iso8859_6": "ذهبنا مساء أمس إلى المسرح القديم على ضفة النهر العريض.",
    "cp874": "เมื่อคืนนี้เราไปโรงละครเก่าริมแม่น้ำกว้าง",
    "gbk": "昨天晚上我们去了宽阔河边的老剧院看演出。",
    "big5": "昨天晚上我們去了寬闊河邊的老劇院看演出。",
    "euc_kr": "어제 저녁에 우리는 넓은 강가에 있는 오래된 극장에 갔습니다.",
    "euc_jp": "昨日の夜、私たちは広い川のほとりにある古い劇場に行きました。",
    "iso2022_jp": "昨日の夜、私たちは広い川のほとりにある古い劇場に行きました。",
}


@pytest.mark.parametrize("name", ["page.html", "feed.xml", "letter.eml"])
@pytest.mark.parametrize("charset", ["utf-8", "us-ascii", "klingon"])
@pytest.mark.parametrize(("written", "sentence"), OTHER_SCRIPTS.items())
def test_the_letters_of_tags_do_not_hide_the_script_of_a_text(
    name: str, charset: str, written: str, sentence: str
) -> None:
    page = FILES[name].replace(SENTENCE, sentence).replace("Öffnungszeiten", "x").format(charset=charset)
    documents = read_file(BytesIO(page.encode(written)), name.encode())
    assert sentence in "".join(document.text for document in documents)


@pytest.mark.parametrize("name", ["page.html", "feed.xml", "letter.eml", "saved.mhtml"])
@pytest.mark.parametrize("charset", ["macintosh", "iso-8859-1", "iso-8859-15", "cp850"])
def test_a_true_declaration_counts(name: str, charset: str) -> None:
    assert SENTENCE in text_of(name, charset, charset)


@pytest.mark.parametrize("name", ["page.html", "feed.xml", "letter.eml"])
def test_latin_1_means_the_codes_of_windows(name: str) -> None:
    data = FILES[name].format(charset="iso-8859-1").replace("Gäste", "„Gäste“ — 5 €").encode("cp1252")
    text = "".join(document.text for document in read_file(BytesIO(data), name.encode()))
    assert "„Gäste“ — 5 €" in text


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_raw_bytes_in_mail_headers_are_text(encoding: str) -> None:
    mail = (
        "From: Jörg Müßig <j@x.example>\nTo: b@x.example\nSubject: Über die Brücke\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nhello\n--b\n'
        'Content-Type: text/plain; name="Brücke.txt"\nContent-Disposition: attachment; filename="Brücke.txt"\n\n'
        "stone\n--b--\n"
    )
    first, second = read_file(BytesIO(mail.encode(encoding)), b"letter.eml")
    assert (first.title, first.author) == ("Über die Brücke", "Jörg Müßig")
    assert second.member.decode() == "Brücke.txt"


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("=?iso-8859-1?Q?=C3=9Cber_uns?=", "Über uns"),
        ("=?utf-8?Q?=DCber_uns?=", "Über uns"),
        ("=?iso-8859-1?Q?5_=80?= heute", "5 € heute"),
        ("=?klingon?Q?=C3=9Cber_uns?=", "Über uns"),
        ("Re: =?utf-8?B?w5xiZXI=?= =?utf-8?B?IHVucw==?= Alle", "Re: Über uns Alle"),
    ],
)
def test_encoded_words_of_headers_follow_the_same_rule(subject: str, title: str) -> None:
    mail = f"From: a@x.example\nTo: b@x.example\nSubject: {subject}\n\nhello\n"
    (document,) = read_file(BytesIO(mail.encode()), b"letter.eml")
    assert document.title == title
