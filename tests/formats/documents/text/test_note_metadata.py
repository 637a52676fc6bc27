"""Notes say their title, authors, date and language, each format in its own fields."""

import pytest
from places import SAMPLES
from sample_documents import iso_date, read_one

from scent.formats.documents.text.tex_accents import resolve_accents

NOTES = SAMPLES / "notes"


@pytest.mark.parametrize(
    ("name", "said"),
    {
        "garden.md": ("Garden plan: the north bed", "Mira Holt, Jonas Weir", "2024-03-09T17:30:00+00:00", "en"),
        "voyage.org": ("Voyage to the outer islands", "Ines Falk", "2022-07-14T00:00:00+00:00", "en"),
        "kiln.adoc": ("Firing a small kiln", "Petra Lund, Tom Beck", "2021-05-30T00:00:00+00:00", "en"),
        "tides.tex": ("On the tides of a narrow bay", "Clara Nüss, Paul Ort", "2019-03-12T00:00:00+00:00", ""),
        "talk.tex": ("Owls at night", "Nils Berg", "", ""),
    }.items(),
)
def test_title_authors_date_and_language_are_read(name: str, said: tuple[str, str, str, str]) -> None:
    document = read_one(NOTES / name)
    assert (document.title, document.author, iso_date(document), document.language) == said
    assert document.text == resolve_accents((NOTES / name).read_text())
