"""Messages and mailboxes: subject, sender and date, the text, and attachments in their own formats."""

import mailbox
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


def test_a_message_is_recognised_by_its_content(tmp_path: Path) -> None:
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


def test_a_message_of_only_html_is_read() -> None:
    data = b"From: a@b.c\nTo: d@e.f\nSubject: s\nContent-Type: text/html\n\n<style>x</style><p>Tea &amp; cake</p>"
    [document] = read_file(BytesIO(data), b"a.eml")
    assert document.text.endswith("\n\nTea & cake\n")


def test_the_web_page_is_read_if_the_plain_text_is_a_stub() -> None:
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


def test_attachments_are_read_in_their_own_formats() -> None:
    data = enclosing("data/belfry.ods", "containers/allotment.zip", "documents/ferry-typst.pdf").as_bytes()
    [message, *attached] = read_file(BytesIO(data), b"a.eml")
    assert message.member == b""
    found = {each.member: each for each in attached}
    assert {*found} > {b"belfry.ods", b"allotment.zip!/allotment/diary.md", b"ferry-typst.pdf"}
    sheet, diary = found[b"belfry.ods"], found[b"allotment.zip!/allotment/diary.md"]
    assert (sheet.format, sheet.author, sheet.blocks[-1].place) == ("ods", "Agnes Field", "sheet Ringers, row 5")
    assert (diary.author, diary.date_ns, diary.line) == (message.author, message.date_ns, 1)


def test_an_attachment_in_a_mailbox_names_its_message(tmp_path: Path) -> None:
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


def test_an_unreadable_attachment_does_not_affect_the_rest() -> None:
    message = letter()
    message.add_attachment(b"PK\3\4broken", maintype="application", subtype="zip", filename="old.zip")
    message.add_attachment("-----BEGIN PGP SIGNATURE-----", subtype="plain", filename="note.txt")
    documents = read_file(BytesIO(message.as_bytes()), b"a.eml")
    assert_is_letter(next(documents))
    assert next(documents).member == b"note.txt"
    with pytest.raises(ReadError, match=r"old\.zip in it could not be read: it is a damaged zip archive"):
        next(documents)


def test_endlessly_nested_messages_are_refused() -> None:
    message = letter()
    for number in range(9):
        outer = EmailMessage()
        outer["From"], outer["To"], outer["Subject"] = "a@b.c", "d@e.f", f"Fwd {number}"
        outer.set_content("see below")
        outer.add_attachment(message)
        message = outer
    found = []
    with pytest.raises(ReadError, match="nested in more than 3 containers"):
        found += read_file(BytesIO(message.as_bytes()), b"a.eml")


def test_endlessly_nested_parts_are_refused() -> None:
    head = b"From: a@b.c\nTo: d@e.f\nSubject: s\n"
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(10_000))
    with pytest.raises(ReadError, match="nested too deep"):
        list(read_file(BytesIO(head + nested), b"a.eml"))
