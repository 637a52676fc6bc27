"""Messages with their subject, sender and date; mailboxes with the number of each; databases with table and row."""

import mailbox
import sqlite3
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from places import SAMPLES

from scent.errors import ReadError
from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.registry import read, read_file


def letter(subject: str = "Grüße aus Köln") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Anna Ahlberg <anna@example.org>"
    message["To"] = "ben@example.org"
    message["Date"] = "Mon, 05 Feb 2024 10:00:00 +0100"
    message["Subject"] = subject
    message.set_content(
        "The boiler is mended, größtenteils.\n\nFrom now on it is warm.\n\nBen wrote:\n> Is it cold?\n\nYours"
    )
    message.add_alternative("<p>not this one</p>", subtype="html")
    message.add_attachment(b"\x89PNG\r\n\x1a\n\0\0", maintype="image", subtype="png", filename="bill.png")
    return message


def assert_is_letter(document: Document) -> None:
    assert document.title == "Grüße aus Köln"
    assert document.author == "Anna Ahlberg"
    assert document.date_ns == 1_707_123_600 * 10**9
    assert "größtenteils.\n\nFrom now on it is warm." in document.text
    assert "Attachment: bill.png\n" in document.text
    assert "not this one" not in document.text
    [quoted] = [block for block in document.blocks if block.heading == ("quoted",)]
    assert document.text[quoted.start : quoted.end] == "> Is it cold?\n\n"


def test_a_message_is_known_by_its_content(tmp_path: Path) -> None:
    directory = mailbox.Maildir(tmp_path / "mail")
    key = directory.add(letter())
    [document] = read(tmp_path / "mail" / "new" / key)
    assert document.format == "mail"
    assert_is_letter(document)


def test_each_message_of_a_mailbox_is_a_document(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "box")
    for number in range(5):
        box.add(letter(f"Letter {number}"))
    box.add(letter())
    box.close()
    found = list(read(tmp_path / "box"))
    assert [each.title for each in found] == [*(f"Letter {n}" for n in range(5)), "Grüße aus Köln"]
    assert {block.place for block in found[2].blocks} == {"message 3"}
    assert_is_letter(found[-1])


def test_markup_is_read_where_there_is_nothing_else() -> None:
    data = b"From: a@b.c\nTo: d@e.f\nSubject: s\nContent-Type: text/html\n\n<style>x</style><p>Tea &amp; cake</p>"
    [document] = read_file(BytesIO(data), b"a.eml")
    assert document.text.endswith("\n\nTea & cake\n")


def test_a_page_is_read_with_its_headings_where_the_text_only_points_at_it() -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.c", "d@e.f", "Oven"
    message.set_content("Your program cannot show this mail.")
    page = "<h1>Loaves</h1><p>Rye wants a falling oven.</p><h2>Rolls</h2><ul><li>steam</li><li>seeds</li></ul>"
    message.add_alternative(f"<html><body>{page}{'<p>Turn them once.</p>' * 20}</body></html>", subtype="html")
    [document] = read_file(BytesIO(message.as_bytes()), b"a.eml")
    assert "cannot show" not in document.text
    [steam] = [block for block in document.blocks if document.text[block.start :].startswith("- steam")]
    assert (steam.kind, steam.heading) == (Kind.LIST, ("Loaves", "Rolls"))


def enclosing(*names: str) -> EmailMessage:
    """A letter with these samples attached."""
    message = letter()
    for name in names:
        data = (SAMPLES / name).read_bytes()
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name.rpartition("/")[2])
    return message


def test_what_is_attached_is_read_as_what_it_is() -> None:
    data = enclosing("data/belfry.ods", "containers/allotment.zip", "documents/ferry-typst.pdf").as_bytes()
    [message, *attached] = read_file(BytesIO(data), b"a.eml")
    assert message.member == b""
    found = {each.member: each for each in attached}
    assert {*found} > {b"belfry.ods", b"allotment.zip!/allotment/diary.md", b"ferry-typst.pdf"}
    sheet, diary = found[b"belfry.ods"], found[b"allotment.zip!/allotment/diary.md"]
    assert (sheet.format, sheet.author, sheet.blocks[-1].place) == ("ods", "Agnes Field", "sheet Ringers, row 5")
    assert (diary.author, diary.date_ns, diary.line) == (message.author, message.date_ns, 1)


def test_a_mailbox_tells_which_message_something_is_attached_to(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "box")
    for message in (letter("One"), enclosing("data/orchard.csv"), letter("Three")):
        box.add(message)
    box.close()
    found = list(read(tmp_path / "box"))
    assert [each.member for each in found] == [b"", b"", b"message 2/orchard.csv", b""]
    text = "".join(each.text for each in found)
    assert found[3].line == text[: found[3].offset].count("\n") + 1


def test_a_message_in_a_message_has_its_own_sender_and_subject() -> None:
    forwarded = EmailMessage()
    forwarded["From"], forwarded["To"], forwarded["Subject"] = "Cleo <c@example.org>", "anna@example.org", "Flue"
    forwarded.set_content("The flue is full of soot.")
    message = letter()
    message.add_attachment(forwarded)
    [_, inside] = read_file(BytesIO(message.as_bytes()), b"a.eml")
    assert (inside.member, inside.title, inside.author) == (b"Flue", "Flue", "Cleo")
    assert "full of soot" in inside.text


def test_an_attachment_that_cannot_be_read_costs_only_itself() -> None:
    message = letter()
    message.add_attachment(b"PK\3\4broken", maintype="application", subtype="zip", filename="old.zip")
    message.add_attachment("-----BEGIN PGP SIGNATURE-----", subtype="plain", filename="note.txt")
    documents = read_file(BytesIO(message.as_bytes()), b"a.eml")
    assert_is_letter(next(documents))
    assert next(documents).member == b"note.txt"
    with pytest.raises(ReadError, match=r"old\.zip in it could not be read: it is a damaged zip archive"):
        next(documents)


def test_messages_in_messages_without_end_are_refused_at_a_depth() -> None:
    message = letter()
    for number in range(9):
        outer = EmailMessage()
        outer["From"], outer["To"], outer["Subject"] = "a@b.c", "d@e.f", f"Fwd {number}"
        outer.set_content("see below")
        outer.add_attachment(message)
        message = outer
    found = []
    with pytest.raises(ReadError, match="deeper than 3 containers"):
        found += read_file(BytesIO(message.as_bytes()), b"a.eml")


def test_parts_in_parts_without_end_cost_one_message() -> None:
    head = b"From: a@b.c\nTo: d@e.f\nSubject: s\n"
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(10_000))
    with pytest.raises(ReadError, match="nested too deep"):
        list(read_file(BytesIO(head + nested), b"a.eml"))


def test_rows_of_a_database_are_lines_and_nothing_is_written_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "stock.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE goods (id INTEGER PRIMARY KEY, name TEXT, price REAL, picture BLOB)")
        connection.executemany(
            "INSERT INTO goods VALUES (?, ?, ?, ?)", [(1, "oak\ntable", 120.5, b"x"), (2, "", 3, b"")]
        )
    connection.close()
    before = path.stat()
    text = "".join(document.text for document in read(path))
    assert text == (
        "Table goods: id, name, price, picture\n"
        "id: 1; name: oak table; price: 120.5\n"
        "(1 rows without words are left out)\n"
    )
    assert "".join(document.text for document in read_file(BytesIO(path.read_bytes()), b"in a container")) == text
    [document] = read(path)
    assert document.blocks[1].place == "table goods, row 1"
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert [each.name for each in tmp_path.iterdir()] == ["stock.db"]


def test_a_damaged_database_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 5_000)
    with pytest.raises(ReadError, match="damaged database"):
        list(read(tmp_path / "a.db"))


def test_a_database_without_tables_is_an_empty_document(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "a.db")
    connection.execute("CREATE VIEW answer AS SELECT 42")
    connection.close()
    [document] = read(tmp_path / "a.db")
    assert (document.text, document.format) == ("", "sqlite")
