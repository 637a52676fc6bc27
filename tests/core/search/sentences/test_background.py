"""What a stream teaches about the scores and the words in it, and that a few lines teach little."""

import numpy as np

from scent.core.search.sentences.background import Background

QUERY = "the disk is failing"


def standing_out(background: Background, *scores: float) -> list[float]:
    return [float(background.standing_out(np.array([score], np.float32))[0]) for score in scores]


def test_a_line_stands_out_more_where_the_others_are_alike() -> None:
    even, uneven = Background([QUERY]), Background([QUERY])
    standing_out(even, *[0.05, 0.06] * 500)
    standing_out(uneven, *[0.0, 0.2] * 500)
    assert standing_out(even, 0.25) > standing_out(uneven, 0.25)


def test_where_most_lines_match_they_do_not_hide_each_other() -> None:
    background = Background([QUERY])
    first, *_, last = standing_out(background, *[0.45] * 5000)
    assert first > 0.4
    assert last > 0.4


def test_a_score_is_never_more_than_1() -> None:
    assert (
        standing_out(Background([QUERY]), 0.2, 0.9, 1.0)[1:] == [1.0, 1.0]
        or max(standing_out(Background([QUERY]), 0.9, 1.0)) == 1.0
    )


def test_a_word_in_every_line_tells_less_than_a_rare_one() -> None:
    background = Background(["disk", "failing", "disk failing"])
    before = background.coverages("the disk")[2]
    for _ in range(200):
        background.coverages("disk sda is mounted")
    common, rare = background.coverages("the disk")[2], background.coverages("it is failing")[2]
    assert common < before
    assert common < 0.2
    assert rare > 0.8


def test_other_forms_of_a_word_count_and_joining_words_hardly() -> None:
    background = Background([QUERY])
    assert background.coverages("two disks failed")[0] > 0.8
    assert background.coverages("this is the one")[0] < 0.3


def test_each_query_has_its_own_share() -> None:
    assert Background(["disk", "memory", "?"]).coverages("out of memory").tolist() == [0, 1, 0]
