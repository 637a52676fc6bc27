"""What a search shows of what it finds: each thing once, few passages of a file, and nothing that does not belong."""

from pathlib import Path
from typing import Any

import pytest
from command import Command

LETTER = "The plumber wants to replace the pump of the heating before winter, because its bearing is worn. "
ROOFER = "The roofer asked again for his money.\n"
OTHER = (
    "Sourdough needs a night in the fridge.",
    "The ferry to the island leaves at noon.",
    "Tulips are planted in autumn.",
    "The library card expires in June.",
    "Grandmother was born in a mill.",
)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Command:
    """An index of copies, of a long file on one subject, and of notes on others."""
    scent = Command.below(tmp_path_factory.mktemp("crowded"), cache)
    write = scent.directory
    for number in range(12):
        (write / f"copy{number:02}.txt").write_text("Invoice reminder: the roof repair is still not paid.\n")
    (write / "roof.txt").write_text(ROOFER)
    days = (f"# Visit {day}\n\n{LETTER}He will look at radiator {day} in the {day}th room.\n\n" for day in range(40))
    (write / "heating.md").write_text("".join(days))
    for number, text in enumerate(OTHER):
        (write / f"other{number}.txt").write_text(text + "\n")
    assert scent("index", "-q", ".").code == 0
    return scent


def paths(scent: Command, *words: str) -> list[str]:
    return [line.decode() for line in scent("search", "-l", *words).lines]


def records(scent: Command, *words: str, **environ: str) -> list[dict[str, Any]]:
    return scent("search", "--json", *words, **environ).records


def test_copies_are_one_result_that_says_how_many_files_have_the_text(crowded: Command) -> None:
    first = records(crowded, "unpaid roof repair")[0]
    assert first["copies"] == len(first["copy_paths"]) == 11


def test_each_copy_is_listed_among_the_files_that_match(crowded: Command) -> None:
    listed = paths(crowded, "-k", "20", "unpaid roof repair")
    assert [each for each in listed if each.startswith("copy")] == [f"copy{number:02}.txt" for number in range(12)]


def test_a_copy_that_has_changed_does_not_hide_the_others(scent: Command) -> None:
    for number in range(6):
        (scent.directory / f"copy{number}.txt").write_text("Invoice reminder: the roof repair is still not paid.\n")
    assert scent("index", "-q", ".").code == 0
    for number in (0, 2):
        (scent.directory / f"copy{number}.txt").write_text("Gone.\n")
    found = scent("search", "--json", "unpaid roof repair").records[0]
    assert Path(found["path"]).name == "copy1.txt"
    assert [Path(each).name for each in found["copy_paths"]] == [f"copy{number}.txt" for number in range(3, 6)]


def test_a_search_that_is_narrowed_to_one_file_shows_all_its_passages(crowded: Command) -> None:
    assert len(records(crowded, "the pump of the heating", "heating.md")) > 3


def test_three_passages_are_as_many_as_three_if_asked_for(crowded: Command) -> None:
    assert len(records(crowded, "--per-file", "3", "the pump of the heating", "heating.md")) == 3


def test_what_copies_would_have_crowded_out_is_found(crowded: Command) -> None:
    assert "roof.txt" in [
        Path(each["path"]).name for each in records(crowded, "--all", "-k", "3", "unpaid roof repair")
    ]


def test_three_passages_of_a_file_are_shown_and_the_rest_is_counted(crowded: Command) -> None:
    found = records(crowded, "the pump of the heating")
    assert [Path(each["path"]).name for each in found] == ["heating.md"] * 3
    assert [bool(each["more"]) for each in found] == [False, False, True]
    assert len(records(crowded, "--per-file", "1", "the pump of the heating")) == 1
    assert len(records(crowded, "--per-file", "0", "the pump of the heating")) > 3


def test_a_setting_says_how_many_passages_of_a_file(crowded: Command) -> None:
    assert len(records(crowded, "the pump of the heating", SCENT_PER_FILE="2")) == 2


def test_as_many_files_are_listed_as_asked_for(crowded: Command) -> None:
    assert len(paths(crowded, "--all", "-k", "6", "the pump of the heating")) == 6


def test_a_question_with_one_answer_shows_no_others_unless_asked(crowded: Command) -> None:
    question = "when does the ferry leave for the island"
    assert paths(crowded, question) == ["other1.txt"]
    assert len(paths(crowded, "--all", "-k", "50", question)) == 19
    assert len(paths(crowded, "--min-score", "-1", "-k", "50", question)) == 19


def test_similar_shows_each_thing_once_and_what_belongs(crowded: Command) -> None:
    found = crowded("similar", "--json", "copy03.txt").records
    assert (Path(found[0]["path"]).name, found[0]["copies"]) == ("copy00.txt", 10)
    assert len(found) < 3
    assert len(crowded("similar", "--json", "--all", "copy03.txt").records) > 8


def test_all_and_a_lowest_score_do_not_go_together(crowded: Command) -> None:
    refused = crowded("search", "--all", "--min-score", "0.2", "roof")
    assert refused.code == 2
    assert b"--all cannot be combined with --min-score" in refused.err


def test_what_a_program_made_ranks_behind_what_people_wrote_and_a_rare_word_in_it_is_found(scent: Command) -> None:
    (scent.directory / "queue.py").write_text("def flush_pending(queue):\n    '''Send the uploads that wait.'''\n")
    code = ";".join(f"function a{n}(t,e){{return e.flush(t)||t['upload'].pending(e)}}" for n in range(99))
    (scent.directory / "app.js").write_text("!function(){" + code + ";zanzibar()}();")
    assert scent("index", "-q", ".").code == 0
    assert paths(scent, "flush pending uploads")[0] == "queue.py"
    assert paths(scent, "zanzibar")[0] == "app.js"
    usual, alike = (
        {
            Path(each["path"]).name: each["score"]
            for each in records(scent, "--all", "flush uploads", SCENT_GENERATED=how)
        }
        for how in ("last", "like-others")
    )
    assert alike["app.js"] > usual["app.js"]
    assert alike["queue.py"] == usual["queue.py"]


def test_similar_finds_the_note_on_the_subject_before_empty_templates(scent: Command) -> None:
    form = "# 2025-01-{}\n\n## Highlights\n\n{}\n\n## What went badly\n\n\n## Wins\n\n"
    for day in range(10, 40):
        (scent.directory / f"{day}.md").write_text(form.format(day, ""))
    (scent.directory / "08.md").write_text(form.format("08", "Skied the north bowl until the lifts closed."))
    (scent.directory / "gear.md").write_text("# Skiing gear\n\nSkis waxed, new liners needed before the snow trip.\n")
    assert scent("index", "-q", ".").code == 0
    assert scent("similar", "-l", "08.md").lines[0] == b"gear.md"


def test_an_index_without_passages_says_so(scent: Command) -> None:
    (scent.directory / "empty.txt").write_text("")
    assert scent("index", "--index", "ix", ".").code == 0
    done = scent("search", "--index", "ix", "rent")
    assert (done.code, done.out) == (1, b"")
    advice = "scent status --index ix tells whether a run is filling it"
    assert done.err.decode() == f"scent: the index has no passages yet; {advice}\n"
