"""Real files of every format are indexed by the real command, and questions find each file at the right place.

The files are tests/samples. A `Row` has a file, a question about its content in other words, and what
the hit must have: a `place` that begins like this, a heading, a member of an archive, a line in it.
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from command import Command
from places import SAMPLES

# The file must be among this many hits: other samples may answer the same question.
WITHIN = 5


class Row(NamedTuple):
    file: str
    question: str
    place: str = ""
    heading: str = ""
    member: str = ""
    line: int = 0


QUESTIONS = (
    Row(
        "containers/allotment.zip",
        "protecting early potatoes from frost",
        member="allotment/diary.md",
        heading="Allotment diary",
    ),
    Row("containers/allotment-2.tar.gz", "protecting early onions from frost", member="allotment/diary.md", line=5),
    Row("containers/bread.md.gz", "what to feed a sourdough starter", heading="Sourdough", line=3),
    Row("containers/lighthouse.txt.bz2", "how many vessels did the lighthouse keeper see", line=1),
    Row("containers/pump.log.xz", "why did the water pump stop at night", line=2),
    Row("containers/piano.txt.zst", "who bought aunt's piano", line=1),
    Row("containers/nested.zip", "when does the ferry schedule change", member="ferry.tar!/ferry.txt"),
    Row("manuals/bees.info", "a manual about keeping bees in the first year"),
    Row("manuals/kettle.8", "kettle daemon manual page"),
    Row("manuals/lamp.7", "how bright the lamp is, in percent"),
    Row("timed/boiler.log", "heating valve was stuck"),
    Row("timed/ferry.srt", "when the ferry departs from the island", line=3),
    Row("timed/lecture.vtt", "what is a glacier"),
    Row("timed/nginx-access.log", "login refused by the web server"),
    Row("timed/syslog.1", "ssh login accepted by public key"),
    Row("notes/garden.md", "clay soil in the north bed"),
    Row("notes/kiln.adoc", "how long firing a kiln takes", line=7),
    Row("notes/beacons.bib", "bells in fog carry farther than sirens", line=9),
    Row("notes/talk.tex", "why do owls fly without noise"),
    Row("notes/tea.ipynb", "brewing green tea", place="cell 1"),
    Row("notes/tides.tex", "how the tide lags behind the moon"),
    Row("notes/voyage.org", "water and rusks for the sailing trip"),
    Row("text/letter.txt", "a letter about a boat at six o'clock"),
    Row("text/guide.md", "short guide to installation"),
    Row("documents/boathouse.doc", "pitch and copper nails for the keel", heading="Costs"),
    Row("documents/swans.ppt", "when do cygnets hatch", place="slide 2"),
    Row("documents/paper.pdf", "felt mats filtering turbid glacial meltwater", place="page 1"),
    Row("data/boats.xls", "a table of boats by the year that they were built"),
    Row("data/boats.xlsx", "a table of boats by the year that they were built"),
    Row("web/harbour.svg", "map of the fishing port with its crane"),
    Row("documents/mill-reportlab.pdf", "who bought the stones of the old mill", place="page 1"),
    Row("documents/mud-groff.pdf", "lugworms rework the estuary sediment", place="page 1"),
    Row(
        "documents/ferry-typst.pdf",
        "children under seven travel free, bicycles pay half",
        place="page 2",
    ),
    Row("documents/logbook-typst.pdf", "mending a broken mast at sea", place="page 2"),
    Row("documents/almanac.odt", "why is the moor burnt in spring", place="page 2", heading="Heather"),
    Row("web/pears.xml", "a musky pear from New York that resists fire blight badly"),
    Row("web/kvas-koi8r.html", "сухари из ржаного хлеба заливают кипятком"),
    Row("web/kvas-undeclared.html", "сухари из ржаного хлеба заливают кипятком"),
    Row("containers/ferry.tar", "when does the ferry schedule change", member="ferry.txt"),
    Row("notes/garden.md", "how much lime does the soil need", line=27),
    Row("notes/voyage.org", "what does rope cost at the quay", line=22),
    Row("notes/voyage.org", "wind and fog on the second day", line=35),
    Row("notes/kiln.adoc", "how long to hold 600 degrees", line=29),
    Row("notes/tides.tex", "gauge at the pier read every ten minutes", line=17),
    Row("notes/talk.tex", "why do owls fly silently", line=6),
    Row("notes/tea.ipynb", "which temperature tastes best for green tea", place="cell 1", line=20),
    Row("manuals/kettle.8", "option to whistle when water boils", line=30),
    Row("manuals/lamp.7", "set the brightness of a lamp in percent", line=27),
    Row("manuals/scent.1", "exit status when another process is writing to the index", line=68),
    Row("manuals/hive.info-2", "how many frames fit in a hive", line=10),
    Row("manuals/search-help.txt", "print only the paths of the files", line=20),
    Row("mail/choir.ics", "when does the choir rehearse sea shanties", line=14),
    Row("mail/singers.vcf", "which singer is allergic to shrimps", line=11),
    Row("timed/ferry.srt", "when does the ferry leave the island", place="00:00:01", line=3),
    Row("timed/lecture.vtt", "how does a glacier move", place="00:00:05", line=11),
    Row("timed/ferry.ass", "where does the lantern hang", place="00:00:01", line=12),
    Row("timed/boiler.log", "valve stuck at 40 degrees", place="2024-01-17 06:00:01", line=6),
    Row("timed/nginx-access.log", "failed login attempts", place="10/Oct/2023 13:57:02", line=4),
    Row("timed/syslog.1", "nightly backup", place="Mar 3 04:12:01", line=1),
    Row("code/Boat.kt", "all boats that float", line=15),
    Row("code/Clock.swift", "clock actor counting ticks", line=4),
    Row("code/Ledger.pm", "add an entry to the ledger", line=6),
    Row("code/orbit.jl", "a body with mass that moves", line=3),
    Row("code/mail.ex", "send letters to everybody", line=5),
    Row("code/Account.java", "withdraw money from an account", line=13),
    Row("code/stack.rb", "last in first out stack", line=2),
    Row("data/orchard.csv", "which fruit tree has a fungal disease and must be cut down", place="row ", line=4),
    Row("data/rivers.tsv", "fish could not get past a tree in the water", place="row ", line=2),
    Row("data/stamps.json", "does insurance pay for moisture damage", place="key ", line=7),
    Row("data/sightings.jsonl", "bird that catches fish by diving", place="record 1", line=1),
    Row("data/greenhouse.ini", "when are the tomatoes watered", place="key ", line=9),
    Row("data/theatre.yaml", "who replaces the landlady actress if she is ill", place="key ", line=5),
    Row("data/workshop.toml", "how hot may hide glue for violins get", place="key ", line=9),
    Row("data/wells.sqlite", "drinking water well contaminated with a heavy metal", place="table wells"),
    Row("data/meteorites.parquet", "iron meteorite found by a farmer", place="row "),
    Row("data/clocks.arrow", "broken spring of a grandfather clock", place="row "),
    Row("data/chandlery.xlsx", "is the zinc of the anchor chain worn", place="sheet Chandlery", line=3),
    Row("data/belfry.ods", "jackdaws beside the treble bell", place="sheet Bells, row 3", heading="Bells"),
    Row("data/belfry.xls", "how to ring with a muffled clapper", place="sheet Ringers, row 5", heading="Ringers"),
    Row("data/belfry.xlsx", "which bell is cracked", place="sheet Bells, row 2", heading="Bells"),
    Row("mail/chat.txt", "where are the poles of the tent", place="12/03/2024, 18:", line=3),
    Row("mail/slack/harbour/2024-05-14.json", "who takes the heap of dredged mud away", place="2024-05-14 1"),
    Row(
        "mail/discord.json",
        "how many shooting stars are seen from the heath",
        place="2024-08-12 22:41",
        heading="Orla (orla_k)",
    ),
    Row("mail/telegram/result.json", "singers practise in a warmer room", place="2023-11-04 08:12", heading="Tomasz"),
    Row("mail/conversations.json", "how to keep gherkins crisp in their jar", place="2024-01-23"),
    Row("mail/allotment.jsonl", "trapping slugs with beer", place="2022-06-03 07:", line=2),
    Row("mail/assistant.jsonl", "cuckoo clock strikes too often", place="message ", line=1),
    Row("mail/roof.eml", "storm damage to the roof of the boathouse", line=8),
    Row("mail/loom.eml", "which loom has a fraying cord at its pedal", place="row 2", member="looms.csv", line=2),
    Row("mail/quarry.eml", "sea lilies in shale found by volunteers", line=14),
    Row("mail/club.mbox", "why is the rowing race postponed", place="message 1"),
    Row("mail/club.mbox", "a wedding prevents somebody from steering", place="message 2"),
    Row("mail/maildir/cur/1709832600.M1P1.boat:2,S", "price of a new lock after the key was lost"),
)

FLAG = ("what a red flag at the lighthouse tells boats", "red flag")
MITES = ("treating mites in a beehive with acid", "oxalic")
MIDDLE = ("which stones fill the middle of a wall", "hearting")
FELT = ("what a filter of wool costs", "crowns")
# Files that share their text, searched one by one: the question, words of the answer, and its place.
ALIKE = {
    **dict.fromkeys(
        [
            *("documents/lighthouse.docx", "documents/lighthouse.odt", "documents/lighthouse.rtf"),
            *("documents/lighthouse-writer.docx", "documents/lighthouse-writer.odt", "documents/lighthouse-writer.rtf"),
            *("web/lighthouse.opml",),
        ],
        (*FLAG, ""),
    ),
    **dict.fromkeys(["documents/lighthouse.epub", "documents/lighthouse-2.epub"], (*FLAG, "section ")),
    **dict.fromkeys(
        [
            *("web/lighthouse-html4.xhtml", "web/lighthouse-pandoc.html"),
            *("web/lighthouse.docbook.xml", "web/lighthouse.tei"),
        ],
        (*FLAG, "#"),
    ),
    "documents/lighthouse-writer.pdf": (*FLAG, "page 1"),
    **dict.fromkeys(["documents/bees.pptx", "documents/bees-impress.pptx", "documents/bees.odp"], (*MITES, "slide 4")),
    "documents/bees.pdf": (*MITES, "page 4"),
    **dict.fromkeys(["documents/wall.pdf", "documents/wall-broken-xref.pdf"], (*MIDDLE, "page 1")),
    **dict.fromkeys(
        ["web/wall.html", "web/wall-dom.html", "web/wall-cp1252.html", "web/wall-utf16.html"], (*MIDDLE, "#")
    ),
    **dict.fromkeys(["web/wall-saved.htm", "web/wall.mhtml"], (*MIDDLE, "https://fellside.example/walls")),
    "documents/paper-encrypted.pdf": (*FELT, "page 3"),
    "code/Garden.scala": ("water all the plants", "waterAll", ""),
    "code/Queue.cs": ("add an item to the queue", "Enqueue", ""),
    "code/queue.lua": ("make a new queue", "Queue.new", ""),
    "code/queue.rs": ("take the next item from the queue", "pop", ""),
    "code/ring.c": ("put a byte into the ring buffer", "ring_put", ""),
    "code/server.go": ("answer a request", "Serve", ""),
    "code/shape.cpp": ("area of a shape", "area", ""),
    "code/store.ts": ("add an item to the store", "add", ""),
    "code/tokens.py": ("is a word known", "known", ""),
    "code/user.php": ("greet a person", "greet", ""),
    "code/deploy": ("say how to use the script", "usage", ""),
}


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Callable[..., list[dict[str, Any]]]:
    """Search the index of all samples, or one of them; further words are options."""
    place = tmp_path_factory.mktemp("every")
    (place / "home").mkdir()
    scent = Command(place, place / "home", cache)
    shutil.copytree(SAMPLES, place / "samples")
    result = scent("index", "--json", "samples")
    (report,) = result.records
    assert (result.code, report["failed"]) == (0, []), result.err
    return lambda question, *words: scent("search", "--json", f"-k{WITHIN}", question, *words).records


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: row.file)
def test_each_file_is_found_at_its_place(row: Row, search: Callable[[str], list[dict[str, Any]]]) -> None:
    hits = search(row.question)
    if any(path.endswith(f"/samples/{row.file}") for hit in hits for path in hit["copy_paths"]):
        hits = search(row.question, f"samples/{row.file}")  # among all files it is a copy of another hit
    assert any(_matches(row, hit) for hit in hits), [
        (hit["path"].rpartition("/samples/")[2], hit["place"], hit["member"], hit["heading"], hit["start_line"])
        for hit in hits
    ]


@pytest.mark.parametrize(("file", "expected"), ALIKE.items(), ids=list(ALIKE))
def test_a_file_that_shares_its_text_with_others_is_found_by_itself(
    file: str, expected: tuple[str, str, str], search: Callable[..., list[dict[str, Any]]]
) -> None:
    question, words, place = expected
    hits = search(question, f"samples/{file}", "--all")
    assert {hit["path"].rpartition("/samples/")[2] for hit in hits} == {file}
    (best,) = [hit for hit in hits if words in hit["text"]][:1]
    assert _covers(best["place"], place), best["place"]
    assert file.startswith("code/") or words in best["sentence"]["text"]


def _matches(row: Row, hit: dict[str, Any]) -> bool:
    return (
        hit["path"].endswith(f"/samples/{row.file}")
        and _covers(hit["place"], row.place)
        and (not row.heading or row.heading in hit["heading"])
        and hit["member"] == row.member
        and (not row.line or hit["start_line"] <= row.line <= hit["end_line"])
    )


def _covers(span: str, place: str) -> bool:
    """Whether a place (`page 2`) lies in a range (`page 1 - page 3`): at an end, or by its number."""
    ends = span.split(" - ")
    if any(end.startswith(place) for end in ends):
        return True
    numbers = [int(found[0]) for each in (ends[0], place, ends[-1]) if (found := re.findall(r"\d+", each))]
    return len(numbers) == 3 and numbers[0] <= numbers[1] <= numbers[2]
