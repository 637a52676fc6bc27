"""A reader remembers the passages that it read last, and they are the ones of their rows."""

from pathlib import Path

from indexes import add, opened

from scent.formats.index.reader import Reader


def test_a_passage_that_was_read_is_not_read_again_and_older_ones_are_read_as_before(tmp_path: Path) -> None:
    texts = [f"passage {number} of many. " for number in range(200)]
    with opened(tmp_path / "index") as writer:
        add(writer, b"/file", texts)
        writer.commit()
    with Reader.open(tmp_path / "index") as reader:
        first = reader.passage(0)
        assert reader.passage(0) is first
        assert [reader.passage(row).text for row in range(200)] == texts
        assert reader.passage(0) is not first
        assert reader.passage(0) == first
