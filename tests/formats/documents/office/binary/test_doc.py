"""DOC: the text of Word documents of 1997 to 2003 is read with what stands around it, and nothing that is hidden."""

import random
from pathlib import Path

import pytest
from compound_files import compound_file
from places import SAMPLES
from sample_documents import refusal

from scent.formats.documents.office.binary.compound_file import CompoundFile
from scent.formats.documents.registry import read

BOATHOUSE = SAMPLES / "documents/boathouse.doc"
MUTATIONS = 300


def streams(path: Path) -> dict[str, bytes]:
    compound = CompoundFile(path.read_bytes())
    return {name: compound.stream(name) for name in ("WordDocument", "1Table", "\5SummaryInformation")}


def test_headings_notes_comments_lists_tables_boxes_and_headers_are_read() -> None:
    [document] = read(BOATHOUSE)
    assert document.text == (
        "Harbour office of Ness\n\nThe repair\n\nTarred planks keep the rain \U0001f600 out; Größe Привет.\n\n"
        "The slip is steep [One in seven.] and old [Built in 1911.], says Tom [Ask him again.]. See the plan.\n\n"
        "Costs\n\n- Pitch for the keel\n- Copper nails\n\nThing | Price\nPitch (a barrel) | 12\nNails |\n\n"
        "Beside it:\n\nMind the step\n\nCopy for the guild\n\n"
        "Description: On the repair.\n\nSubject: Boats\n\nKeywords: slipway\n"
    )
    assert (document.format, document.title, document.author) == ("doc", "The boathouse at Ness", "Ida Holm")
    [pitch] = [block for block in document.blocks if "Copper" in document.text[block.start : block.end]]
    assert (pitch.kind.value, pitch.heading) == ("list", ("The repair", "Costs"))


def test_a_document_with_a_password_is_refused() -> None:
    parts = streams(BOATHOUSE)
    stream = bytearray(parts["WordDocument"])
    stream[11] |= 1
    assert refusal(compound_file(parts | {"WordDocument": bytes(stream)}), "a.doc") == "it is encrypted with a password"


def test_an_older_document_is_refused_with_what_makes_it_readable() -> None:
    parts = streams(BOATHOUSE)
    old = parts["WordDocument"][:2] + b"\x68\0" + parts["WordDocument"][4:]
    assert "soffice --convert-to docx FILE" in refusal(compound_file(parts | {"WordDocument": old}), "a.doc")


def test_a_damaged_document_is_read_or_refused() -> None:
    parts, rng = streams(BOATHOUSE), random.Random(5)  # noqa: S311 - reproducible, not secret
    for _ in range(MUTATIONS):
        name = rng.choice(["WordDocument", "1Table"])
        data = bytearray(parts[name])
        at = rng.randrange(0x1B0 if name == "WordDocument" else len(data))
        data[at : at + 4] = rng.choice([b"\xff\xff\xff\x7f", b"\0\0\0\0", rng.randbytes(4)])
        damaged = compound_file(parts | {name: bytes(data)})
        assert refusal(damaged, "a.doc").partition(" ")[0] in {"", "it", "its"}, at


@pytest.mark.parametrize("name", ["notes.doc", "notes.ppt"])
def test_text_with_the_name_of_an_old_document_is_read_as_text(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("Only words.\n")
    assert [document.text for document in read(tmp_path / name)] == ["Only words.\n"]
