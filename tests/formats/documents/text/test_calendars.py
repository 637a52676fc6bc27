"""Calendars and address books are read as people see them: unfolded, unescaped, with the names of their fields."""

import io
from base64 import b64encode

import pytest
from timing import grows_at_most

from scent.formats.documents.base.document import Document
from scent.formats.documents.registry import read_file

EVENT = r"""BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:4711@example.org
DTSTART;TZID=Europe/Berlin:20250106T100000
SUMMARY:Pruning of the
  old pear trees\, with tea
LOCATION:Plot 12\; behind the shed
DESCRIPTION:Bring gloves.\nThe ladder
  is in the shed.\nAda has a key.
ATTENDEE;CN="Ada, Lady":mailto:ada@example.org
END:VEVENT
END:VCALENDAR
"""
CARDS = r"""BEGIN:VCARD
VERSION:2.1
N:Lovelace;Ada;;Lady;
FN:Ada Lovelace
item1.TEL;HOME;VOICE:+49 30 123
ADR;TYPE=WORK:;;Main St 1\, Rear;Köln;;50667;Germany
NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Likes =E4pples=
 and pears.
BDAY:18151210
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:Tom
END:VCARD
"""


def read_one(text: str, name: str = "x") -> Document:
    (document,) = read_file(io.BytesIO(text.encode()), name.encode())
    return document


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_event_is_read_as_people_see_it(end: str) -> None:
    document = read_one(EVENT.replace("\n", end))
    assert [line.strip() for line in document.text.split("\n") if line.strip()] == [
        "Starts: 2025-01-06 10:00 (Europe/Berlin)",
        "Pruning of the old pear trees, with tea",
        "Place: Plot 12; behind the shed",
        "Description: Bring gloves.",
        "The ladder is in the shed. Ada has a key.",
        "Attendee: Ada, Lady <ada@example.org>",
    ]
    assert (document.format, document.title) == ("ics", "Pruning of the old pear trees, with tea")
    assert document.date_ns // 10**9 == 1_736_157_600


def test_a_line_of_the_text_is_the_line_of_the_file() -> None:
    for text in (EVENT, CARDS):
        document = read_one(text)
        assert document.text.count("\n") == text.count("\n")
    assert read_one(EVENT).text.split("\n").index("Place: Plot 12; behind the shed") == 7


def test_a_contact_is_read_as_people_see_it() -> None:
    document = read_one(CARDS)
    assert [line for line in document.text.split("\n") if line] == [
        "Name: Lovelace, Ada, Lady",
        "Ada Lovelace",
        "Phone (home): +49 30 123",
        "Address (work): Main St 1, Rear, Köln, 50667, Germany",
        "Note: Likes äpples and pears.",
        "Birthday: 1815-12-10",
        "Tom",
    ]
    assert [block.heading for block in document.blocks] == [("Ada Lovelace",), ("Tom",)]


def test_data_of_pictures_and_what_programs_write_for_each_other_are_left_out() -> None:
    card = "BEGIN:VCARD\nFN:Tom\nPHOTO;ENCODING=b;TYPE=JPEG:" + "/9j4" * 100 + "\nUID:4711\nEND:VCARD\n"
    assert read_one(card).text.split() == ["Tom", "Photo", "(jpeg):", "(its", "data", "are", "left", "out)"]


def test_time_zones_of_a_calendar_are_no_entries() -> None:
    zone = "BEGIN:VTIMEZONE\nTZID:Europe/Berlin\nBEGIN:STANDARD\nTZNAME:CET\nEND:STANDARD\nEND:VTIMEZONE\n"
    document = read_one(EVENT.replace("BEGIN:VEVENT", zone + "BEGIN:VEVENT"))
    assert "CET" not in document.text
    assert "Place: Plot 12" in document.text


def test_a_time_zone_that_does_not_end_costs_no_text() -> None:
    document = read_one(EVENT.replace("BEGIN:VEVENT", "BEGIN:VTIMEZONE\nTZID:x\nThe heron waits.\nBEGIN:VEVENT"))
    assert "The heron waits." in document.text
    assert "Place: Plot 12" in document.text


def test_components_in_each_other_without_end_take_time_in_proportion_to_the_size() -> None:
    def read(number: int) -> None:
        list(read_file(io.BytesIO(b"BEGIN:VCALENDAR\n" + b"BEGIN:A\n" * number), b"x.ics"))

    assert grows_at_most(read, 6_000, 24_000, times=12)


def test_prose_under_such_a_name_and_lines_without_a_property_are_text() -> None:
    prose = "The calendar: begin with the pears.\n Then, folded in, the apples.\n"
    assert read_one(prose, "plan.ics").text == prose
    assert "a line of no property" in read_one(EVENT.replace("UID:", "a line of no property\nUID:")).text


def test_a_file_cut_within_an_entry_is_read_to_its_end() -> None:
    assert "Bring gloves." in read_one(EVENT[: EVENT.index("  is in")]).text


def test_text_of_a_contact_that_is_in_base64_is_read_and_a_picture_is_not() -> None:
    note, photo = b64encode("Höfe".encode("cp1252")).decode(), b64encode(bytes(range(256))).decode()
    card = f"BEGIN:VCARD\nFN:Ada\nNOTE;CHARSET=ISO-8859-1;ENCODING=B:{note}\nPHOTO;ENCODING=BASE64:{photo}\nEND:VCARD\n"
    text = "".join(document.text for document in read_file(io.BytesIO(card.encode()), b"a.vcf"))
    assert "Note: Höfe" in text
    assert photo not in text


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("SHIFT_JIS", "田中太郎"),
        ("WINDOWS-1251", "Иван Петров"),
        ("ISO-8859-2", "Příliš žluťoučký kůň"),
        ("ISO-8859-1", "Jörg Müßig"),
        ("UTF-8", "Łukasz"),
        ("GB2312", "张伟"),
    ],
)
def test_a_line_is_read_in_the_encoding_that_it_declares_though_the_next_is_in_another(charset: str, text: str) -> None:
    card = (
        b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;LANGUAGE=x;CHARSET="
        + charset.encode()
        + b":"
        + text.encode(charset)
        + b"\r\nFN;CHARSET=ISO-8859-7:"
        + "Ελένη".encode("iso8859-7")
        + b"\r\nNOTE:Caf\xe9 in the Stra\xdfe\r\nEND:VCARD\r\n"
    )
    read = "".join(document.text for document in read_file(io.BytesIO(card), b"a.vcf"))
    assert [line for line in read.split("\n") if line] == [f"Name: {text}", "Ελένη", "Note: Café in the Straße"]
    assert read.count("\n") == card.count(b"\n")


def test_a_calendar_of_version_1_is_read_in_the_encodings_that_it_declares() -> None:
    event = (
        b"BEGIN:VCALENDAR\nVERSION:1.0\nBEGIN:VEVENT\nSUMMARY;CHARSET=KOI8-R:"
        + "Встреча".encode("koi8-r")
        + b"\nDESCRIPTION;ENCODING=8BIT;CHARSET=BIG5:"
        + "會議".encode("big5")
        + b"\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    read = "".join(document.text for document in read_file(io.BytesIO(event), b"a.vcs"))
    assert read.split() == ["Встреча", "Description:", "會議"]
