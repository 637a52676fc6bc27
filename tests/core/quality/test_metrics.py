"""The measures agree with values computed by hand, with trec_eval and ir-measures, and obey laws for any input."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import ir_measures
import numpy as np
import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st

from scent.core.quality.metrics import (
    Evidence,
    Ranking,
    Span,
    default_measures,
    estimate,
    evidence,
    merge_spans,
    ndcg,
    parse_measure,
    span_ndcg,
    span_ranks,
)
from scent.core.quality.trec import read_qrels, run_lines
from scent.errors import UsageError

Grades = Mapping[str, Mapping[str, int]]
Runs = Mapping[str, tuple[Sequence[str], Sequence[float]]]


def document_measure(name: str, documents: Sequence[str], relevance: Mapping[str, int]) -> float:
    return parse_measure(name).value(Ranking(documents, ()), relevance, ())


def span_measure(name: str, passages: Sequence[Span], answers: Sequence[Span]) -> float:
    return parse_measure(name).value(Ranking((), passages), {}, answers)


def test_ndcg_has_linear_gain_and_a_logarithmic_discount() -> None:
    relevance = {"a": 3, "b": 2, "c": 1}
    ideal = 3 + 2 / math.log2(3) + 1 / 2
    assert ndcg(["b", "x", "a", "c"], relevance, 3) == pytest.approx((2 + 3 / 2) / ideal)
    assert ndcg(["a", "b", "c"], relevance, 3) == 1
    assert ndcg(["a"], relevance, 1) == 1


def test_ndcg_gains_nothing_from_grades_below_one() -> None:
    assert ndcg(["a", "b"], {"a": -2, "b": 1, "c": 0}, 10) == pytest.approx(1 / math.log2(3))


def test_the_other_document_measures_count_only_whether_a_document_is_relevant() -> None:
    documents, relevance = ["x", "a", "y", "b"], {"a": 1, "b": 5, "c": 2, "x": 0}
    assert document_measure("recall@3", documents, relevance) == pytest.approx(1 / 3)
    assert document_measure("recall@4", documents, relevance) == pytest.approx(2 / 3)
    assert document_measure("mrr@4", documents, relevance) == 1 / 2
    assert document_measure("mrr@1", documents, relevance) == 0
    assert [document_measure(f"success@{k}", documents, relevance) for k in (1, 2)] == [0, 1]


def test_a_query_without_judgements_of_a_level_is_not_measured() -> None:
    ranking = Ranking(["a"], [Span("a", 0, 10)])
    assert all(math.isnan(each.value(ranking, {"a": 0}, ())) for each in default_measures())


def test_an_answer_counts_once_for_the_first_passage_that_overlaps_it() -> None:
    passages = [Span("x", 0, 9), Span("a", 0, 10), Span("a", 10, 20), Span("a", 20, 30)]
    across, late = Span("a", 8, 12), Span("a", 25, 26)
    assert span_ranks(passages, [across, late, Span("b", 0, 5)]) == [2, 4]
    assert span_measure("span-recall@3", passages, [across, late]) == 1 / 2
    assert span_measure("span-mrr@10", passages, [across, late]) == 1 / 2
    assert span_measure("span-success@1", passages, [across]) == 0
    expected = (1 / math.log2(3) + 1 / math.log2(5)) / (1 + 1 / math.log2(3))
    assert span_measure("span-ndcg@4", passages, [across, late]) == pytest.approx(expected)


def test_passages_that_only_touch_an_answer_do_not_overlap_it() -> None:
    assert span_ranks([Span("a", 0, 10), Span("a", 15, 20)], [Span("a", 10, 15)]) == []


def test_one_passage_with_two_answers_is_worth_two_passages_with_one_each() -> None:
    answers = [Span("a", 0, 5), Span("a", 10, 15)]
    together, apart = [Span("a", 0, 20), Span("b", 0, 9)], [Span("a", 0, 9), Span("a", 9, 20)]
    assert span_measure("span-ndcg@10", together, answers) == span_measure("span-ndcg@10", apart, answers) == 1


def test_evidence_is_counted_in_characters_as_in_chromas_evaluation() -> None:
    answers = [Span("a", 10, 30), Span("b", 0, 10)]
    shown = [Span("a", 20, 60), Span("a", 0, 20), Span("c", 0, 40)]
    assert evidence(shown, answers) == Evidence(precision=20 / 100, recall=20 / 30, iou=20 / (100 + 30 - 20))


def test_showing_evidence_twice_costs_precision_and_wins_no_recall() -> None:
    answer = [Span("a", 0, 10)]
    assert evidence([Span("a", 0, 10)] * 2, answer) == Evidence(precision=0.5, recall=1, iou=0.5)
    assert evidence([Span("a", 0, 10)], answer * 2) == Evidence(precision=1, recall=1, iou=1)


def test_no_passages_have_no_evidence() -> None:
    assert evidence([], [Span("a", 0, 10)]) == Evidence(precision=0, recall=0, iou=0)


@pytest.mark.parametrize("name", ["ndcg", "ndcg@0", "ndcg@-1", "span-iou@5", "token-mrr@5", "Ndcg@10", "map@10", ""])
def test_an_unknown_measure_is_refused_with_a_list_of_measures(name: str) -> None:
    with pytest.raises(UsageError, match="there is no measure") as caught:
        parse_measure(name)
    assert "span-ndcg@10" in caught.value.hint


def test_the_name_of_a_measure_is_parsed_to_the_same_measure() -> None:
    assert [parse_measure(str(each)) for each in default_measures(7)] == default_measures(7)


spans = st.builds(
    lambda document, start, size: Span(document, start, start + size),
    st.sampled_from("ab"),
    st.integers(0, 60),
    st.integers(1, 30),
)


@given(st.lists(spans, max_size=12), st.lists(spans, max_size=6, unique=True))
def test_every_measure_is_between_0_and_1(passages: list[Span], answers: list[Span]) -> None:
    documents = list(dict.fromkeys(span.document for span in passages))
    ranking = Ranking(documents, passages)
    for each in default_measures():
        value = each.value(ranking, {span.document: 1 for span in answers}, answers)
        assert -1e-12 <= value <= 1 + 1e-12 if answers else math.isnan(value)


@given(st.lists(spans, max_size=8), st.lists(spans, min_size=1, max_size=5))
def test_evidence_agrees_with_counting_characters_one_by_one(passages: list[Span], answers: list[Span]) -> None:
    def characters(several: list[Span]) -> list[tuple[str, int]]:
        return [(span.document, place) for span in several for place in range(span.start, span.end)]

    shown, relevant = characters(passages), set(characters(answers))
    shared = len(relevant & set(shown))
    counted = evidence(passages, answers)
    assert counted.recall == shared / len(relevant)
    assert counted.precision == (shared / len(shown) if shown else 0)
    assert counted.iou == shared / (len(shown) + len(relevant) - shared)
    assert sorted(set(shown)) == sorted(characters(merge_spans(passages)))


@given(st.lists(st.integers(1, 12), max_size=6), st.integers(1, 12))
def test_span_ndcg_never_falls_when_an_answer_is_found_earlier(ranks: list[int], k: int) -> None:
    before = span_ndcg(sorted(ranks), max(len(ranks), 1), k)
    after = span_ndcg(sorted(max(1, rank - 1) for rank in ranks), max(len(ranks), 1), k)
    assert after >= before - 1e-12


def test_an_interval_contains_the_true_mean_about_19_times_in_20() -> None:
    drawn = np.random.default_rng(1).beta(2, 1, (300, 80))
    covered = [each.low <= 2 / 3 <= each.high for each in map(estimate, drawn)]
    assert 0.90 <= np.mean(covered) <= 0.98


def test_an_estimate_is_repeatable_and_leaves_out_what_was_not_document_measure() -> None:
    values = np.random.default_rng(2).random(50)
    assert estimate(values) == estimate(np.append(values, np.nan))
    assert estimate(values).queries == 50
    assert estimate(np.full(5, np.nan)).queries == 0
    same = estimate(np.full(9, 0.25))
    assert (same.mean, same.low, same.high) == pytest.approx((0.25, 0.25, 0.25))


def test_a_paired_difference_is_surer_than_two_intervals() -> None:
    base = np.random.default_rng(3).random(200)
    better = base + 0.02
    difference = estimate(better - base)
    assert difference.low > 0
    assert estimate(better).low < estimate(base).high


@pytest.fixture(scope="module")
def judgements() -> Grades:
    """Forty queries with grades from -1 to 3; every one has a relevant document."""
    random = np.random.default_rng(4)
    return {
        f"q{query}": {f"d{place}": int(random.integers(-1, 4)) for place in random.choice(60, 12, replace=False)}
        | {f"d{query}": 1}
        for query in range(40)
    }


@pytest.fixture(scope="module")
def rankings() -> Runs:
    """Rankings of up to 30 documents with many equal scores; one is empty."""
    random = np.random.default_rng(5)
    found = {}
    for query in range(40):
        count = int(random.integers(0, 31)) if query else 0
        documents = [f"d{place}" for place in random.choice(60, count, replace=False)]
        scores = sorted((round(float(score), 1) for score in random.random(count)), reverse=True)
        found[f"q{query}"] = (documents, scores)
    return found


@pytest.fixture(scope="module")
def run_file(rankings: Runs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("trec") / "test.run"
    lines = run_lines(((query, *found) for query, found in rankings.items()), "a tag")
    file.write_text("".join(lines), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("ndcg@10", "nDCG@10"),
        ("ndcg@3", "nDCG@3"),
        ("recall@10", "R@10"),
        ("recall@2", "R@2"),
        ("mrr@10", "RR@10"),
        ("success@1", "Success@1"),
        ("success@5", "Success@5"),
    ],
)
def test_ir_measures_reads_the_same_from_a_run_file(
    ours: str, theirs: str, judgements: Grades, rankings: Runs, run_file: Path
) -> None:
    grades = {query: dict(each) for query, each in judgements.items()}
    reference = ir_measures.parse_measure(theirs)
    run = list(ir_measures.read_trec_run(str(run_file)))
    theirs_by_query = {each.query_id: each.value for each in ir_measures.iter_calc([reference], grades, run)}
    for query, (documents, _) in rankings.items():
        expected = theirs_by_query.get(query, 0.0)
        assert document_measure(ours, documents, judgements[query]) == pytest.approx(expected, abs=1e-4), query


def test_trec_eval_reads_the_same_from_a_run_file(judgements: Grades, rankings: Runs, run_file: Path) -> None:
    with run_file.open(encoding="utf-8") as lines:
        run = pytrec_eval.parse_run(lines)
    grades = {query: dict(each) for query, each in judgements.items()}
    theirs = pytrec_eval.RelevanceEvaluator(grades, {"ndcg_cut.10", "recall.10", "success.1"}).evaluate(run)
    assert len(theirs) == 39
    for query, values in theirs.items():
        documents = rankings[query][0]
        for ours, name in (("ndcg@10", "ndcg_cut_10"), ("recall@10", "recall_10"), ("success@1", "success_1")):
            assert document_measure(ours, documents, judgements[query]) == pytest.approx(values[name], abs=1e-4)


def test_ids_with_spaces_survive_trec_files(tmp_path: Path) -> None:
    names = ["Geneva Durben", "100%", "a\tb", "tuē"]
    lines = list(run_lines([("my query", names, [0.4, 0.3, 0.3, 0.3])], "tag"))
    columns = [line.split() for line in lines]
    assert all(len(each) == 6 for each in columns)
    scores = [np.float32(each[4]) for each in columns]
    assert all(first > second for first, second in pairwise(scores))
    file = tmp_path / "qrels"
    file.write_text("".join(f"{each[0]} 0 {each[2]} 2\n" for each in columns), encoding="utf-8")
    assert read_qrels(file) == {"my query": dict.fromkeys(names, 2)}


def test_judgements_are_read_from_trec_and_from_beir_files(tmp_path: Path) -> None:
    beir, trec = tmp_path / "test.tsv", tmp_path / "qrels.txt"
    beir.write_text("query-id\tcorpus-id\tscore\nq1\tdoc one\t1\nq1\td2\t0\n", encoding="utf-8")
    trec.write_text("q1 0 doc%20one 1\nq1 0 d2 0\n", encoding="utf-8")
    assert read_qrels(beir) == read_qrels(trec) == {"q1": {"doc one": 1, "d2": 0}}


@pytest.mark.parametrize("line", ["q1 0 d1", "q1 0 d1 good", "q1\td1\tgood", "q1 d1 1 0 5"])
def test_a_bad_line_of_judgements_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "qrels"
    file.write_text(f"q1 0 d1 1\n{line}\n", encoding="utf-8")
    with pytest.raises(UsageError, match="qrels:2: "):
        read_qrels(file)
