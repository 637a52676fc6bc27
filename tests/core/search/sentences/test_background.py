"""What a stream teaches about the scores and the words in it, and that a few lines teach little."""

import numpy as np

from scent.core.search.sentences.background import Background, LogScores

QUERY = "the disk is failing"


def standing_out(before: LogScores, *scores: float) -> list[float]:
    return [float(score) for score in before.standing_out(np.array(scores, np.float32)[:, None])[:, 0]]


def coverages(background: Background, text: str) -> list[float]:
    return [float(share) for share in background.coverages([text])[0]]


def test_a_line_stands_out_more_where_the_others_are_alike() -> None:
    even, uneven = LogScores(1), LogScores(1)
    standing_out(even, *[0.05, 0.06] * 500)
    standing_out(uneven, *[0.0, 0.2] * 500)
    assert standing_out(even, 0.25) > standing_out(uneven, 0.25)


def test_where_most_lines_match_they_do_not_hide_each_other() -> None:
    before = LogScores(1)
    first, *_, last = standing_out(before, *[0.45] * 5000)
    assert first > 0.4
    assert last > 0.4


def test_a_score_is_never_more_than_1() -> None:
    assert (
        standing_out(LogScores(1), 0.2, 0.9, 1.0)[1:] == [1.0, 1.0] or max(standing_out(LogScores(1), 0.9, 1.0)) == 1.0
    )


def test_lines_stand_out_alike_however_many_come_at_once() -> None:
    scores = [0.05, 0.3, 0.1, 0.02, 0.2, 0.4]
    one_by_one = LogScores(1)
    assert standing_out(LogScores(1), *scores) == [standing_out(one_by_one, score)[0] for score in scores]


def test_a_word_in_every_line_tells_less_than_a_rare_one() -> None:
    background = Background(["disk", "failing", "disk failing"])
    before = coverages(background, "the disk")[2]
    for _ in range(200):
        coverages(background, "disk sda is mounted")
    common, rare = coverages(background, "the disk")[2], coverages(background, "it is failing")[2]
    assert common < before
    assert common < 0.2
    assert rare > 0.8


def test_other_forms_of_a_word_count_and_joining_words_hardly() -> None:
    background = Background([QUERY])
    assert coverages(background, "two disks failed")[0] > 0.8
    assert coverages(background, "this is the one")[0] < 0.3


def test_each_query_has_its_own_share() -> None:
    assert coverages(Background(["disk", "memory", "?"]), "out of memory") == [0, 1, 0]
