"""PPT: slides of PowerPoint 97 to 2003 are read with comments and the notes of the speaker."""

import random
from pathlib import Path

from compound_files import compound_file
from places import SAMPLES
from sample_documents import refusal

from scent.formats.documents.office.binary.compound_file import CompoundFile
from scent.formats.documents.registry import read

SWANS = SAMPLES / "documents/swans.ppt"
STREAM, CURRENT = "PowerPoint Document", "Current User"
MUTATIONS = 300


def streams(path: Path) -> dict[str, bytes]:
    compound = CompoundFile(path.read_bytes())
    return {name: compound.stream(name) for name in (STREAM, CURRENT, "\5SummaryInformation")}


def test_titles_texts_comments_and_notes_are_read_on_their_slides() -> None:
    [document] = read(SWANS)
    blocks = [(block.place, document.text[block.start : block.end].strip()) for block in document.blocks]
    assert blocks == [
        ("slide 1", "Where swans moult"),
        ("slide 1", "Behind the reeds \U0001f600\nNever on the quay"),
        ("slide 1", "[Count them again.]"),
        ("slide 1", "Notes: Show the map of June."),
        ("slide 2", "Cygnets hatch in May"),
    ]
    assert (document.format, document.title, document.author) == ("ppt", "Swans of Ness", "Ida Holm")


def test_slides_with_a_password_are_refused() -> None:
    parts = streams(SWANS)
    current = parts[CURRENT][:12] + bytes.fromhex("dfc4d1f3") + parts[CURRENT][16:]
    assert refusal(compound_file(parts | {CURRENT: current}), "a.ppt") == "it is encrypted with a password"


def test_damaged_slides_are_read_or_refused() -> None:
    parts, rng = streams(SWANS), random.Random(5)  # noqa: S311 - reproducible, not secret
    for _ in range(MUTATIONS):
        data = bytearray(parts[STREAM])
        at = rng.randrange(len(data))
        data[at : at + 4] = rng.choice([b"\xff\xff\xff\x7f", b"\0\0\0\0", rng.randbytes(4)])
        assert refusal(compound_file(parts | {STREAM: bytes(data)}), "a.ppt").partition(" ")[0] in {"", "it", "its"}, at
