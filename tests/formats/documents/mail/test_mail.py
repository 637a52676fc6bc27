"""Messages and mailboxes: subject, sender and date, the text, and attachments in their own formats."""

import binascii
import mailbox
import time
import zipfile
from base64 import encodebytes
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from places import SAMPLES
from sample_documents import read_one, whole_text

from scent.errors import ReadError
from scent.formats.documents.base.document import Document, Kind
from scent.formats.documents.registry import read, read_file

# Of processor time for a hostile message, also beside other work; a quadratic codec takes minutes.
SECONDS = 20
CODED = "Content-Transfer-Encoding"


def letter(subject: str = "Grüße aus Köln") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Anna Ahlberg <anna@example.org>"
    message["To"] = "ben@example.org"
    message["Date"] = "Mon, 05 Feb 2024 10:00:00 +0100"
    message["Subject"] = subject
    message.set_content(
        "The boiler is mended, größtenteils.\n\nFrom now on it is warm.\n\nBen wrote:\n> Is it cold?\n\nYours"
    )
    message.add_alternative(
        "<p>The boiler is mended, größtenteils.<p>From now on it is warm.<p>not this one", subtype="html"
    )
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


HEADERS = "From: Anna <anna@example.org>\nTo: ben@example.org\nSubject: Boat\nMIME-Version: 1.0\n"


def mail_text(message: str) -> str:
    return "".join(document.text for document in read_file(BytesIO(message.encode()), b"boat.eml"))


def test_what_only_the_web_page_says_is_read_too() -> None:
    other_form = "--b\nContent-Type: text/plain\n\n{}\n--b\nContent-Type: text/html\n\n<p>{}</p>\n--b--\n"
    page = "The slate for the roof comes on Friday, and the roofers on Monday."
    head = HEADERS + "Content-Type: multipart/{}; boundary=b\n\n"
    stub = mail_text(head.format("alternative") + other_form.format("Please use another program.", page))
    assert "Please use another program.\n\n" + page in stub
    beside = mail_text(head.format("mixed") + other_form.format("See below. " * 60, page))
    assert beside.endswith("See below.\n\n" + page + "\n")
    same = mail_text(head.format("alternative") + other_form.format(page, page + "<b>Shop</b>"))
    assert "Shop" not in same


@pytest.mark.parametrize(
    ("kind", "folded"),
    [
        (
            "text/calendar; method=REQUEST",
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:By the wal\n nut\\, please\nEND:VEVENT\n",
        ),
        ("application/ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:By the wal\n nut\\, please\nEND:VEVENT\n"),
        ("text/vcard", "BEGIN:VCARD\nFN:Anna\nNOTE:By the wal\n nut\\, please\nEND:VCARD\n"),
    ],
)
def test_a_part_without_a_name_is_read_as_the_file_that_it_is(kind: str, folded: str) -> None:
    head = HEADERS + "Content-Type: multipart/mixed; boundary=b\n\n"
    text = mail_text(f"{head}--b\nContent-Type: text/plain\n\nCome.\n--b\nContent-Type: {kind}\n\n{folded}--b--\n")
    assert "By the walnut, please" in text
    assert "BEGIN" not in text


DRAFT = (
    "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {}\n\n"
    "d2FsbnV0IGNhZsOpCg==\n"  # walnut café
)


@pytest.mark.parametrize(
    "front",
    [
        "X-Unsent: 1\nTo: bo@x\nSubject: s\n",
        "Subject: s\n",
        "Message-ID: <1@x>\n",
        "\n\nTo: bo@x\n",
        "\ufeffCc: bo@x\nDate: x\n",
    ],
)
def test_a_draft_is_a_mail_though_it_has_no_sender(front: str) -> None:
    assert "walnut café" in mail_text(front + DRAFT.format("base64"))


@pytest.mark.parametrize("declared", ['"base64"', "base64 (RFC 2045)", "BASE64;"])
def test_a_transfer_encoding_counts_however_it_is_declared(declared: str) -> None:
    assert "walnut café" in mail_text("From: a@x\nSubject: s\n" + DRAFT.format(declared))


def test_an_envelope_that_a_server_left_is_no_text() -> None:
    text = mail_text(">From a@x Mon Jan  6 10:00:00 2025\nFrom: a@x\nSubject: s\n" + DRAFT.format("base64"))
    assert text == "From: a@x\nSubject: s\n\nwalnut café\n"


@pytest.mark.parametrize("envelope", ["From ", "From -", "From nobody", "From - Tue Mar 12 09:15:32 2024"])
@pytest.mark.parametrize("front", ["", "\ufeff"])
def test_each_message_of_thunderbirds_folders_is_one(envelope: str, front: str) -> None:
    message = "\nX-Mozilla-Status: 0001\nFrom: {}@x\nSubject: s\n" + DRAFT.format("base64") + "\n"
    folder = f"{front}From - Tue Mar 12 09:15:32 2024{message}{envelope}{message}{envelope}{message}"
    for text in (folder, folder.replace("From - Tue Mar 12 09:15:32 2024", envelope)):
        documents = list(read_file(BytesIO(text.encode()), b"Archives"))
        assert [each.format for each in documents] == ["mbox"] * 3
        assert all("walnut café" in each.text for each in documents)


def test_a_line_from_alone_is_text_unless_a_header_follows() -> None:
    folder = "From - Tue Mar 12 09:15:32 2024\nFrom: a@x\nSubject: s\n\nHe came\n\nFrom \nafar: by boat.\n"
    assert [each.text for each in read_file(BytesIO(folder.encode()), b"Archives")] == [
        "From: a@x\nSubject: s\n\nHe came\n\nFrom \nafar: by boat.\n"
    ]


@pytest.mark.parametrize("encoding", ["quoted-printable", '"quoted-printable"'])
def test_a_byte_beyond_ascii_in_quoted_printable_is_in_the_encoding_of_the_part(encoding: str) -> None:
    head = f"{HEADERS}Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: {encoding}\n\n"
    mail = f"{head}caf=E9 in the été of the walnut\n".encode("latin-1")
    assert "café in the été of the walnut" in "".join(each.text for each in read_file(BytesIO(mail), b"boat.eml"))


def test_blanks_behind_a_soft_line_break_are_padding() -> None:
    head = HEADERS + "Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n"
    assert mail_text(head + "caf=C3=A9, wal=  \nnut, oa=\t\r\nk, =\n=3D\n").endswith("\n\ncafé, walnut, oak, =\n")


def test_text_around_the_parts_of_a_message_is_read_but_not_the_word_on_mime() -> None:
    part = "--b\nContent-Type: text/plain\n\nThe boat leaks.\n--b--\nSent to the list of all rowers.\n"
    head = HEADERS + "Content-Type: multipart/mixed; boundary=b\n\n"
    text = mail_text(f"{head}This is a multi-part message in MIME format.\n{part}")
    assert text.endswith("The boat leaks.\n\nSent to the list of all rowers.\n")
    assert "MIME" not in text


@pytest.mark.parametrize("cut", [0, 1, 2, 3])
def test_base64_is_read_as_far_as_it_goes_and_so_is_what_a_server_put_behind_it(cut: int) -> None:
    packed = encodebytes(b"The rope lies in the boat, and the oars are in the shed behind the harbour.").decode()
    head = HEADERS + "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
    text = mail_text(head + packed[: len(packed) - 1 - cut] + "\n\n_____\nSent to the list of all rowers.\n")
    assert "The rope lies in the boat, and the oars are in the shed behind the harbo" in text
    assert text.endswith("\n\n_____\nSent to the list of all rowers.\n")


def test_damage_in_base64_costs_only_what_it_hit() -> None:
    lines = encodebytes(("The rope lies in the boat. " * 8 + "The oars are in the shed.").encode()).decode().split("\n")
    lines[1] = lines[1][:9] + "!" + lines[1][9:]
    lines[2] = "*" + lines[2][1:]
    text = mail_text(HEADERS + "Content-Transfer-Encoding: base64\n\n" + "\n".join(lines))
    assert text.count("The rope lies in the boat.") >= 7
    assert text.endswith("The oars are in the shed.\n")


def test_a_message_in_base64_within_a_message_is_read() -> None:
    inner = encodebytes(f"{HEADERS}\nThe rope lies in the boat.\n".encode()).decode()
    part = f"--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{inner}\n--b--\n"
    assert "The rope lies in the boat." in mail_text(f"{HEADERS}Content-Type: multipart/mixed; boundary=b\n\n{part}")


def test_a_report_that_is_not_only_headers_is_read_whole() -> None:
    part = "--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: anna\n\nThe mailbox is full.\n--b--\n"
    text = mail_text(f"{HEADERS}Content-Type: multipart/report; boundary=b\n\n{part}")
    assert "Final-Recipient: anna" in text
    assert "The mailbox is full." in text


def uuencoded(name: str, data: bytes, end: str = "`\nend") -> str:
    lines = b"".join(binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45))
    return f"begin 644 {name}\n{lines.decode()}{end}\n"


def message_with(body: str) -> list[Document]:
    return list(read_file(BytesIO(f"From: a@example.org\nTo: b@example.org\n\n{body}".encode()), b"a.eml"))


@pytest.mark.parametrize("end", ["`\nend", " \nend", "\nend", "end"])
def test_a_uuencoded_file_in_a_text_is_an_attachment(end: str) -> None:
    shelf = b"The kettle is on the second shelf of the larder.\n"
    first_file, second_file = uuencoded("shelf.txt", shelf, end), uuencoded("list.csv", b"a,b\n1,2\n")
    message, first, second = message_with(f"See the list.\n\n{first_file}\nAnd Jonas's:\n{second_file}Bye")
    assert message.text == (
        "From: a@example.org\nTo: b@example.org\nAttachment: shelf.txt\nAttachment: list.csv\n"
        "\nSee the list.\n\n\n\nAnd Jonas's:\n\nBye\n"
    )
    assert (first.text, first.member, first.format) == (shelf.decode(), b"shelf.txt", "text")
    assert (second.member, second.format) == (b"list.csv", "csv")


@pytest.mark.parametrize(
    "text",
    [
        "begin 644 with the chapter on knots\nend",
        "begin 644 a.txt\nThis is prose.\nend",
        "begin 644 a.txt\n" + "M" + "A" * 60 + "\nno end",
        "begin 644 a.txt\nM123\x60\x7f\nend",
    ],
)
def test_text_that_only_begins_like_a_uuencoded_file_stays_text(text: str) -> None:
    (message,) = message_with(text)
    assert message.text.endswith(f"\n\n{text}\n")


def test_a_memo_keeps_all_headers_that_someone_typed() -> None:
    memo = "From: Anna\nTo: Ben\nRe: The leaking boat\nPriority: high\n\nBring the pump.\n"
    assert mail_text(memo) == memo


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


SENTENCES = (
    "From memory the van holds twelve crates.",
    "From Monday 10:00 on, and through all of 2025:",
    "From ada@example.org we have heard nothing.",
    "From: Ada, with love",
)
ENVELOPES = (
    "From ada@example.org Mon Jan  6 10:00:00 2025",
    "From ada@example.org Mon Jan  6 10:00 2025",
    "From MAILER-DAEMON Mon Jan  6 10:00:00 2025 +0100",
    "From - Mon Jan  6 10:00:00 CET 2025",
    "From 1820@xxx Mon Jan 06 10:00:00 +0000 2025",
    "From Ada Brook Mon, 6 Jan 2025 10:00:00 +0100 (CET)",
    "From ada@example.org 2025-01-06 10:00:00",
    "From ada Mon Jan  6 10:00:00 2025 remote from harbour\r",
)


def mailbox_of(envelope: str, *bodies: str) -> bytes:
    head = f"{envelope}\nFrom: Ada <ada@example.org>\nTo: bo@example.org\nSubject: Moving\n\n"
    return "".join(f"{head}{body}\n\n" for body in bodies).encode()


@pytest.mark.parametrize("envelope", ENVELOPES)
def test_only_a_dated_envelope_before_a_header_begins_a_message(envelope: str) -> None:
    body = "\n\n".join(f"{sentence}\nNote: the piano goes last." for sentence in SENTENCES)
    found = list(read_file(BytesIO(mailbox_of(envelope, body, "Second.")), b"inbox"))
    assert [(each.format, each.author) for each in found] == [("mbox", "Ada")] * 2
    assert found[0].text.endswith(f"\n{body}\n")


def test_a_quoted_from_stays_quoted_where_the_mailbox_escapes_none() -> None:
    body = "Hello\n\nFrom here it is far.\n\n>From what you wrote"
    assert body in next(read_file(BytesIO(mailbox_of(ENVELOPES[0], body)), b"inbox")).text
    escaped = "Hello\n\n>From here it is far.\n\n>>From what you wrote"
    assert body in next(read_file(BytesIO(mailbox_of(ENVELOPES[0], escaped)), b"inbox")).text


def test_lines_are_unescaped_where_only_those_after_a_blank_line_are_escaped() -> None:
    body = "Hello\nFrom here it is far.\n>From what you wrote\n\n>From there, too"
    text = next(read_file(BytesIO(mailbox_of(ENVELOPES[0], body)), b"inbox")).text
    assert "Hello\nFrom here it is far.\n>From what you wrote\n\nFrom there, too" in text


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_message_in_a_message_is_its_text_where_the_length_is_told(end: str) -> None:
    quoted = f"{ENVELOPES[0]}\nFrom: Bo\nSubject: Old\n\nOld words.\n"
    body = f"Ada asked:\n\n{quoted}".replace("\n", end)
    head = f"{ENVELOPES[0]}\nFrom: Ada <ada@example.org>\nTo: bo@example.org\nSubject: Moving\n".replace("\n", end)

    def mailbox_with(length: int) -> list[Document]:
        whole = f"{head}Content-Length: {length}{end}{end}{body}{end}{head}{end}Second.{end}"
        return list(read_file(BytesIO(whole.encode()), b"inbox"))

    first, second = mailbox_with(len(body))
    assert "Old words." in first.text
    assert "Second." in second.text
    assert [each.author for each in mailbox_with(len(body) - 3)] == ["Ada", "Bo", "Ada"]
    assert [each.author for each in mailbox_with(10**11)] == ["Ada", "Bo", "Ada"]


def test_a_mailbox_may_begin_with_blank_lines() -> None:
    (document,) = read_file(BytesIO(b"\n\n" + mailbox_of(ENVELOPES[0], "Hello.")), b"inbox")
    assert (document.format, document.title) == ("mbox", "Moving")


def test_text_that_begins_like_an_envelope_is_text() -> None:
    for text in (f"{sentence}\nNote: and so on.\n" for sentence in SENTENCES):
        [document] = read_file(BytesIO(text.encode()), b"a.txt")
        assert (document.format, document.text) == ("text", text)


HOSTILE = {
    "utf-7 with half a pair": b"Content-Type: text/plain; charset=utf-7\n\nold +2AA- letters",
    "unicode_escape": b"Content-Type: text/plain; charset=unicode_escape\n\nold \\ud800 letters \xe9",
    "punycode": b"Content-Type: text/plain; charset=punycode\n\nold letters \xe9 -" + b"z9a" * 300_000,
    "undefined": b"Content-Type: text/plain; charset=undefined\n\nold letters \xe9",
    "no text codec": b"Content-Type: text/plain; charset=hex\n\nold letters \xe9",
    "a NUL in the name": b"Content-Type: text/plain; charset*=a%00b''utf-8\n\nold letters \xe9",
    "punycode in the charset": b"Content-Type: text/plain; charset*=punycode''" + b"z9a" * 300_000 + b"\n\nold letters",
    "punycode in the boundary": b"Content-Type: multipart/mixed; boundary*=punycode''"
    + b"z9a" * 99_000
    + b"\n\nold letters",
    "undefined in the boundary": b"Content-Type: multipart/mixed; boundary*=undefined''b\n\nold letters",
    "undefined in the file name": b"Content-Disposition: inline; filename*=undefined''a.txt\n\nold letters",
    "half a pair in the subject": b"Subject: =?utf-7?q?+2AA-?=\n\nold letters",
    "no base64": b"Content-Transfer-Encoding: base64\n\nold letters, in plain words",
    "brackets in the sender": b"From: " + b"(" * 100_000 + b"\n\nold letters",
    "a report": b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nDiagnostic-Code: old letters",
    "damaged uuencoding": b"Content-Transfer-Encoding: uuencode\n\nold letters",
}


@pytest.mark.parametrize("part", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("container", ["mbox", "zip"])
def test_a_hostile_part_costs_nothing_but_itself(part: bytes, container: str) -> None:
    head = b"From: Ada <ada@example.org>\nTo: bo@example.org\n"
    # The headers of a part count before those of the head.
    hostile, after = (
        part.partition(b"\n\n")[0] + b"\n" + head + b"\n" + part.partition(b"\n\n")[2] + b"\n\n",
        head + b"Subject: After\n\nThe piano goes last.\n\n",
    )
    file = BytesIO()
    if container == "mbox":
        envelope = ENVELOPES[0].encode() + b"\n"
        file.write(envelope + hostile + envelope + after)
    else:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("hostile.eml", hostile)
            archive.writestr("after.eml", after)
    file.seek(0)
    found, error, started = [], "", time.process_time()
    try:
        found += read_file(file, b"old")
    except ReadError as failure:
        error = failure.message
    assert time.process_time() - started < SECONDS
    assert found[-1].text.endswith("The piano goes last.\n")
    assert error or any("letters" in each.text for each in found)
    for each in found:
        each.text.encode()
        each.title.encode()


def test_a_message_that_cannot_be_parsed_does_not_affect_the_next() -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(10_000))
    envelope = ENVELOPES[0].encode() + b"\nFrom: Ada <a@b.c>\nTo: d@e.f\nSubject: s\n"
    documents = read_file(BytesIO(envelope + nested + b"\n\n" + envelope + b"\nThe piano goes last.\n"), b"inbox")
    assert "The piano goes last." in next(documents).text
    with pytest.raises(ReadError, match="message 1 in it could not be read: its parts are nested too deep"):
        next(documents)


def test_an_attachment_without_a_name_is_read() -> None:
    message = letter()
    message.add_attachment(
        (SAMPLES / "data/belfry.ods").read_bytes(), maintype="application", subtype="vnd.oasis.opendocument.spreadsheet"
    )
    [*_, sheet] = read_file(BytesIO(message.as_bytes()), b"a.eml")
    assert (sheet.format, sheet.member) == ("ods", b"attachment.ods")


def test_every_part_of_a_message_with_many_parts_is_read() -> None:
    message = letter()
    for number in range(300):
        message.add_attachment(f"note {number}", filename=f"{number}.txt")
    found = list(read_file(BytesIO(message.as_bytes()), b"a.eml"))
    assert found[-1].text.strip() == "note 299"


def test_an_unreadable_attachment_does_not_affect_the_rest() -> None:
    message = letter()
    message.add_attachment(b"PK\3\4" + bytes(range(256)), maintype="application", subtype="zip", filename="old.zip")
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


def test_endlessly_nested_parts_are_read_as_text() -> None:
    head = b"From: a@b.c\nTo: d@e.f\nSubject: s\n"
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(10_000))
    documents = list(read_file(BytesIO(head + nested), b"a.eml"))
    assert "".join(document.text for document in documents) == (head + nested).decode()


def letters() -> list[EmailMessage]:
    letters = []
    for text in ("The boiler is cold.", "From the quay:\n\nGrüße"):
        letter = EmailMessage()
        letter["From"], letter["Subject"] = "Ada Bell <ada@example.org>", text.split()[-1]
        letter.set_content(text, cte="base64")
        letters.append(letter)
    return letters


@pytest.mark.parametrize("kind", [mailbox.MMDF, mailbox.Babyl])
def test_mailboxes_of_old_programs_are_read_message_by_message(
    tmp_path: Path, kind: type[mailbox.MMDF] | type[mailbox.Babyl]
) -> None:
    box = kind(str(tmp_path / "box"))
    for letter in letters():
        box.add(letter)
    box.close()
    documents = list(read(tmp_path / "box"))
    assert [(document.format, document.blocks[-1].place) for document in documents] == [
        ("mbox", "message 1"),
        ("mbox", "message 2"),
    ]
    assert "The boiler is cold." in documents[0].text
    assert "From the quay:\n\nGrüße" in documents[1].text


def test_a_text_that_begins_like_an_old_mailbox_is_read_as_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("BABYL OPTIONS: what are they?\n")
    assert whole_text(tmp_path / "a.txt") == "BABYL OPTIONS: what are they?\n"


def test_headers_may_have_a_blank_before_the_colon(tmp_path: Path) -> None:
    headers = "Received : by x\nFrom : Ada Bell <ada@example.org>\nSubject : Cold\nContent-Transfer-Encoding : base64\n"
    (tmp_path / "a.eml").write_text(f"{headers}\nVGhlIGJvaWxlciA6IGNvbGQu\n")
    document = read_one(tmp_path / "a.eml")
    assert (document.author, document.title) == ("Ada Bell", "Cold")
    assert document.text.endswith("\n\nThe boiler : cold.\n")


def test_words_that_a_mail_program_broke_are_whole_and_paragraphs_stay_apart() -> None:
    body = "日本 \n語の手紙 \nです。\nThe key is  \nunder the mat.\n\n> Is it  \n> cold?\n>> No.\n-- \nAda\n"
    head = "From: a@b.example\nSubject: key\nContent-Type: text/plain; charset=utf-8; format=flowed"
    (joined,) = read_file(BytesIO(f"{head}; delsp=yes\n\n{body}".encode()), b"a.eml")
    assert joined.text.endswith(
        "\n\n日本語の手紙です。\nThe key is under the mat.\n\n> Is it cold?\n>> No.\n-- \nAda\n"
    )
    (kept,) = read_file(BytesIO(f"{head}\n\n{body}".encode()), b"a.eml")
    assert "日本 \n語の手紙" in kept.text


@pytest.mark.parametrize(
    "head",
    ["From: a@b.example\nContent-Type: text/plain; charset=utf-8", "To: c@d.example", "Content-Type: text/plain"],
)
def test_a_message_with_few_headers_is_told_by_how_its_body_is_encoded(head: str) -> None:
    body = encodebytes("Der Kessel läuft wieder.".encode()).decode()
    text = "".join(
        document.text
        for document in read_file(
            BytesIO(f"{head}\nContent-Transfer-Encoding: base64\n\n{body}".encode()), b"saved.eml"
        )
    )
    assert "Der Kessel läuft wieder." in text
    assert body.strip() not in text


def test_a_message_with_few_headers_is_told_by_its_parts() -> None:
    part = f"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n{encodebytes(b'It works.').decode()}"
    data = f"Subject: boiler\nContent-Type: multipart/mixed;\n boundary=x\n\n--x\n{part}\n--x--\n"
    assert "It works." in "".join(document.text for document in read_file(BytesIO(data.encode()), b"saved.eml"))


def test_prose_below_such_headers_is_read() -> None:
    data = b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nThis header says how a body is encoded.\n"
    assert b"This header says how a body is encoded." in b"".join(
        document.text.encode() for document in read_file(BytesIO(data), b"notes.txt")
    )


@pytest.mark.parametrize("header", ["X-Spam:no", "X-Spam: no", "X-Spam :no", "X_A.b: no", "X:", f"{CODED}:base64"])
def test_a_header_without_a_blank_behind_its_colon_is_one(header: str) -> None:
    body = encodebytes("Der Kessel läuft wieder.".encode()).decode()
    declared = "" if header.startswith(CODED) else f"{CODED}: base64\n"
    data = f"From:a@b.example\nSubject:Kessel\n{header}\n{declared}\n{body}"
    text = "".join(document.text for document in read_file(BytesIO(data.encode()), b"a.eml"))
    assert text.startswith("From: a@b.example\nSubject: Kessel\n")
    assert text.endswith("Der Kessel läuft wieder.\n")


def test_a_memo_with_an_address_of_the_web_below_its_headers_is_text() -> None:
    memo = "From: Ada\nTo: Ben\nhttps://harbour.example/boats\nThe boats are in.\n"
    assert "".join(document.text for document in read_file(BytesIO(memo.encode()), b"memo.txt")) == memo


def signed_as_a_whole(content: bytes, *, in_pieces: bool) -> bytes:
    """A message that S/MIME signs as a whole; in pieces of no given length, as OpenSSL streams them."""

    def value(tag: int, *contents: bytes) -> bytes:
        data = b"".join(contents)
        if in_pieces and tag & 0x20:
            return bytes([tag, 0x80]) + data + bytes(2)
        return bytes([tag, 0x82]) + len(data).to_bytes(2, "big") + data

    signed, data = bytes.fromhex("06092a864886f70d010702"), bytes.fromhex("06092a864886f70d010701")
    octets = value(0x24, value(4, content[:9]), value(4, content[9:])) if in_pieces else value(4, content)
    body = value(0x30, b"\x02\x01\x01", value(0x31), value(0x30, data, value(0xA0, octets)), value(0x31))
    head = "Subject: Kiln\nContent-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\n"
    encoded = encodebytes(value(0x30, signed, value(0xA0, body)))
    return f"From: a@example.org\n{head}{CODED}: base64\n\n".encode() + encoded


@pytest.mark.parametrize("in_pieces", [False, True])
def test_a_message_that_is_signed_as_a_whole_is_read(in_pieces: bool) -> None:  # noqa: FBT001
    inner = b"Content-Type: text/plain; charset=utf-8\r\n\r\nThe heron w\xc3\xa4ts.\r\n"
    message = signed_as_a_whole(inner, in_pieces=in_pieces)
    [document] = read_file(BytesIO(message), b"a.eml")
    assert "The heron wäts." in document.text
    for end in range(len(message) - 300, len(message), 7):  # a damaged one raises nothing
        list(read_file(BytesIO(message[:end]), b"a.eml"))
