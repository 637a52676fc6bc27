"""A passage of a file of any format has its place in the file, the headings above it, and the document's title."""

import pytest
from sample_documents import assert_placed

KEEPING, BEES = "Keeping the Lighthouse at Marrow Point", "Beekeeping in Winter"
PAPER, PEARS, WALL = "Efficient Filtration of Glacial Meltwater", "Orchard of heritage pears", "Mending dry stone walls"
# File, words in it, the last heading above them, their place, and the title of the document.
WEB_PAGES = [
    *(
        (f"web/{name}", "Small stones, called hearting", "Hearting", "#hearting", WALL)
        for name in ("wall.html", "wall-dom.html", "wall-cp1252.html", "wall-utf16.html")
    ),
    ("web/wall-saved.htm", "sit “true” & firm", WALL, "https://fellside.example/walls/mending.html#top", WALL),
    ("web/wall.mhtml", "through stone | 40 kg", "Tools", "https://fellside.example/walls/mending.html#tools", WALL),
    ("web/kvas-koi8r.html", "заливают кипятком", "Ржаной", "#rye", "Как варить квас"),
    ("web/kvas-undeclared.html", "заливают кипятком", "Ржаной", "#rye", "Как варить квас"),
    ("web/lighthouse-pandoc.html", "no boat may leave", "Signals", "#signals", KEEPING),
    ("web/lighthouse-html4.xhtml", "no boat may leave", "Signals", "#signals", KEEPING),
]
XML = [
    ("web/pears.xml", "cold cellar & ripens slowly", "Winter Nelis", "#p1", PEARS),
    ("web/lighthouse.docbook.xml", "below 980 hectopascal", "Storms", "#storms", KEEPING),
    ("web/lighthouse.tei", "The keeper trims the flame", "The lamp", "#the-lamp", None),
]
OFFICE = [
    ("documents/lighthouse-writer.rtf", "Wipe the soot", "Trimming", "", KEEPING),
    ("documents/lighthouse.rtf", "November | 14 | 9.2 m", "Storms", "", None),
    ("documents/lighthouse.epub", "December | 17 | 11.4 m", "Storms", "section 3#storms", KEEPING),
    ("documents/lighthouse-2.epub", "Two black cones", "Signals", "section 3#signals", KEEPING),
    *(
        (f"documents/{name}", *found)
        for name in ("lighthouse.docx", "lighthouse-writer.docx", "lighthouse.odt", "lighthouse-writer.odt")
        for found in (
            ("- Wipe the soot from the glass", "Trimming", "", KEEPING),
            ("acetylene. [The conversion was paid for", "The lamp", "", KEEPING),
            ("November | 14 | 9.2 m December | 17", "Storms", "", KEEPING),
        )
    ),
    *(
        (f"documents/{name}", *found)
        for name in ("bees.pptx", "bees-impress.pptx", "bees.odp")
        for found in (
            ("Notes: Remind the audience", "The cluster", "slide 2", BEES),
            ("2 | 1 | autumn syrup", "Feeding", "slide 3", BEES),
        )
    ),
]
PDF = [
    ("documents/paper.pdf", "officially classified as waste, offer a sufficiently fine", "Abstract", "page 1", PAPER),
    ("documents/paper.pdf", "Municipalities downstream have traditionally relied", "1 Introduction", "page 1", PAPER),
    ("documents/paper-encrypted.pdf", "wool costs eleven crowns", "5 Conclusion", "page 3", PAPER),
    ("documents/mud-groff.pdf", "significantly influence", "2. Inhabitants", "page 1", None),
    ("documents/ferry-typst.pdf", "travel free of charge", "Fares", "page 2", "Minutes of the Ferry Board"),
    ("documents/wall-broken-xref.pdf", "Never use gravel", "Hearting", "page 1", None),
    ("documents/bees.pdf", "when there is no brood", None, "page 4", BEES),
    ("documents/lighthouse-writer.pdf", "Two black cones", "Signals", "page 1", KEEPING),
]


@pytest.mark.parametrize(
    ("name", "words", "heading", "place", "title"),
    [*WEB_PAGES, *XML, *OFFICE, *PDF],
    ids=lambda value: str(value)[:40],
)
def test_a_passage_has_its_place_heading_and_title(
    name: str, words: str, heading: str | None, place: str, title: str | None
) -> None:
    assert_placed(name, words, heading, place, title)
