"""What stands exactly in a passage, or in the name of its file, counts for the passage."""

import numpy as np

from scent.arrays import Rows
from scent.core.search.ranking.evidence import Evidence
from scent.formats.index.records import RareWord

# The document of each chunk.
DOCUMENTS = np.array([0, 0, 1, 1])


def shares(word_in: list[int], scores: list[float]) -> tuple[list[float], list[float]]:
    """The shares of four chunks in two files, of which the first file is named like the word: in text, and in names."""
    word = RareWord("landlord", 5.0, np.array(word_in, np.int64), np.array([0]))

    def document_of(rows: Rows) -> Rows:
        return DOCUMENTS[rows]

    in_text, in_names = Evidence([word], document_of).shares(np.arange(4), np.array(scores, np.float32))
    return in_text.tolist(), in_names.tolist()


def test_a_name_counts_for_the_best_passage_of_its_file() -> None:
    assert shares([], [0.1, 0.2, 0.3, 0.3]) == ([0, 0, 0, 0], [0, 1, 0, 0])
    assert shares([2], [0.1, 0.2, 0.3, 0.3]) == ([0, 0, 1, 0], [0, 1, 0, 0])


def test_a_name_finds_no_further_passage_of_a_file_whose_best_one_has_the_word() -> None:
    assert shares([0], [0.6, 0.2, 0.3, 0.3]) == ([1, 0, 0, 0], [0, 0, 0, 0])
