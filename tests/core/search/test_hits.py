"""A hit points to the sentence that answers."""

from command import Command

DISHWASHER = """# Dishwasher

E15 means water in the base: tilt it to the back.
E24 is the drain: the hose or the filter is clogged.
"""


def test_a_word_as_typed_counts_more_than_another_form_of_a_word(scent: Command) -> None:
    (scent.directory / "dishwasher.md").write_text(DISHWASHER)
    (scent.directory / "oven.md").write_text("# Oven\n\nTurn it to the left.\n")
    assert scent("index", "-q", ".").code == 0
    (hit, *_) = scent("search", "--json", "what does E24 mean").records
    assert hit["sentence"]["line"] == 4
