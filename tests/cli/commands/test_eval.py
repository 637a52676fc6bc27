"""`scent eval`: the real command on a small collection, on a user's own files, and on the development collections."""

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import pytrec_eval
from command import Command, Result
from places import PROJECT

from scent.core.quality.collection import load_beir, sample_queries
from scent.core.quality.trec import read_qrels
from scent.core.search.searcher import Searcher

SHARED = PROJECT.parent / "shared" / "eval"

SUBJECTS = [
    ("Bread", "Knead the dough until it is smooth, then let it rise in a warm place for an hour.", "making yeast rise"),
    (
        "Bicycles",
        "A worn chain skips on the sprockets; replace it before it ruins the cassette.",
        "when to change a chain",
    ),
    (
        "Bees",
        "In winter the colony forms a cluster and shivers to keep the queen warm.",
        "how do bees survive the cold",
    ),
    ("Tides", "The pull of the moon raises the sea twice a day on most coasts.", "why does the ocean go up and down"),
    (
        "Pianos",
        "Felt hammers strike the strings, and dampers stop them when a key is let go.",
        "how a piano makes its sound",
    ),
    (
        "Volcanoes",
        "Gas dissolved in magma comes out as it nears the surface and drives the eruption.",
        "what makes lava erupt",
    ),
    (
        "Taxes",
        "The return is due on the last day of July; a late one costs a quarter of a per cent a month.",
        "tax deadline",
    ),
    (
        "Chess",
        "A rook behind a passed pawn supports it all the way to the last rank.",
        "where to put rooks in the endgame",
    ),
    ("Sleep", "Blue light in the evening delays the hormone that makes us drowsy.", "do screens keep me awake"),
    ("Glass", "Sand, soda and lime are melted together at fifteen hundred degrees.", "how window glass is melted"),
]
FILLER = " ".join(f"Sentence number {number} of this page says nothing in particular." for number in range(12))


def write_lines(file: Path, records: Sequence[Mapping[str, object]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")


def write_collection(folder: Path) -> None:
    """Thirty documents, ten of which answer a query each; the answer stands after filler in every other one."""
    corpus, spans = [], []
    for number, (title, answer, _) in enumerate(SUBJECTS):
        text = f"{FILLER}\n\n{answer}" if number % 2 else answer
        corpus.append({"_id": f"doc {number}", "title": title if number % 3 else "", "text": text})
        start = text.index(answer)
        spans.append({"query_id": str(number), "doc_id": f"doc {number}", "start": start, "end": start + len(answer)})
    corpus += [{"_id": f"other {number}", "text": f"{number} {FILLER}"} for number in range(20)]
    write_lines(folder / "corpus.jsonl", corpus)
    write_lines(folder / "queries.jsonl", [{"_id": str(n), "text": query} for n, (_, _, query) in enumerate(SUBJECTS)])
    write_lines(folder / "spans.jsonl", spans)
    (folder / "qrels").mkdir()
    grades = "".join(f"{number}\tdoc {number}\t1\n" for number in range(len(SUBJECTS)))
    (folder / "qrels" / "test.tsv").write_text(f"query-id\tcorpus-id\tscore\n{grades}", encoding="utf-8")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("eval") / "small"
    write_collection(folder)
    return folder


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where indexes of the small collection are kept, so that they are made once."""
    return tmp_path_factory.mktemp("kept")


def means(result: Result) -> dict[str, dict[str, float]]:
    assert result.code == 0, result.err.decode()
    return {
        record["setting"]: {name: each["mean"] for name, each in record["measures"].items()}
        for record in result.records
    }


def test_settings_are_compared_in_one_run(scent: Command, small: Path, kept: Path) -> None:
    varied = ("--vary", "strategy=early,late", "mode=hybrid,dense,lexical")
    result = scent("eval", small, *varied, "--keep", kept, "--json")
    found = means(result)
    assert list(found) == [
        *("early hybrid", "early dense", "early lexical", "late hybrid", "late dense", "late lexical"),
    ]
    assert found["early lexical"] == found["late lexical"]
    assert found["early hybrid"]["ndcg@10"] > 0.9
    assert found["early hybrid"]["span-ndcg@10"] > 0.9
    assert found["early hybrid"]["token-recall@5"] > 0.9
    first, *others = result.records
    assert first["differences"] == {}
    assert all(set(other["differences"]) == set(first["measures"]) for other in others)
    for record in result.records:
        for name, each in record["measures"].items():
            assert 0 <= each["low"] <= each["mean"] <= each["high"] <= 1, name
            assert each["queries"] == 10


def test_passages_are_judged_where_they_stand_in_the_collection(scent: Command, small: Path, kept: Path) -> None:
    # A title moves the text within the file that is indexed, so that an uncorrected offset would miss short answers.
    found = means(scent("eval", small, "--keep", kept, "--json", "--metric", "span-success@10,success@10"))
    assert list(found.values()) == [{"span-success@10": 1.0, "success@10": 1.0}]


def test_the_table_has_a_block_a_level_and_fits_a_pipe(scent: Command, small: Path, kept: Path) -> None:
    result = scent("eval", small, "--vary", "mode=hybrid,lexical", "--keep", kept)
    text = result.out.decode()
    assert result.code == 0
    assert text.startswith("small (10 queries)\ndocument  ndcg@10")
    assert [line.split()[0] for line in text.splitlines() if "@" in line] == ["document", "span", "token"]
    assert "█" in text
    assert "\x1b" not in text
    assert all(line == line.rstrip() for line in text.splitlines())


def test_a_terminal_shows_the_same_figures_uncut(scent: Command, small: Path, kept: Path) -> None:
    words = ("eval", small, "--vary", "mode=hybrid,dense,lexical", "strategy=late", "--keep", kept)
    figures = [word for word in scent(*words).out.decode().split() if word.startswith(("0.", "1.0", "±0."))]
    drawn = scent.on_terminal(*words, columns=80, NO_COLOR="1").out.decode().rpartition("\x1b[?25h")[2]
    assert [word for word in drawn.split() if word.startswith(("0.", "1.0", "±0."))] == figures
    assert "…" not in drawn


def test_the_plot_is_svg_with_a_bar_a_setting_and_level(scent: Command, small: Path, kept: Path) -> None:
    assert scent("eval", small, "--vary", "mode=hybrid,lexical", "--keep", kept, "--plot", "bars.svg").code == 0
    root = ET.fromstring((scent.directory / "bars.svg").read_text(encoding="utf-8"))  # noqa: S314  # our own file
    labels = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert labels.count("hybrid") == labels.count("lexical") == 3


def test_trec_eval_agrees_with_what_is_reported(scent: Command, small: Path, kept: Path) -> None:
    measures = {"ndcg@5": "ndcg_cut_5", "recall@5": "recall_5", "success@1": "success_1"}
    words = ("--keep", kept, "--metric", ",".join(measures), "--mode", "dense", "--run", "small.run", "--json")
    (reported,) = means(scent("eval", small, *words)).values()
    with (scent.directory / "small.run").open(encoding="utf-8") as lines:
        run = pytrec_eval.parse_run(lines)
    qrels = {
        query: {document.replace(" ", "%20"): grade for document, grade in grades.items()}
        for query, grades in read_qrels(small / "qrels" / "test.tsv").items()
    }
    theirs = pytrec_eval.RelevanceEvaluator(qrels, {"ndcg_cut.5", "recall.5", "success.1"}).evaluate(run)
    for ours, name in measures.items():
        assert reported[ours] == pytest.approx(sum(each[name] for each in theirs.values()) / len(qrels), abs=1e-4)


def test_several_settings_write_a_run_file_each(scent: Command, small: Path, kept: Path) -> None:
    assert scent("eval", small, "--vary", "mode=dense,lexical", "--keep", kept, "--run", "out.run").code == 0
    assert sorted(file.name for file in scent.directory.iterdir()) == ["out-small-dense.run", "out-small-lexical.run"]


def test_judgements_can_come_from_a_trec_file(scent: Command, small: Path, kept: Path) -> None:
    (scent.directory / "wrong.qrels").write_text("0 0 other%201 1\n1 0 doc%201 1\n", encoding="utf-8")
    words = ("eval", small, "--qrels", "wrong.qrels", "--keep", kept, "--metric", "success@1", "--json")
    (record,) = scent(*words).records
    assert record["queries"] == 2
    assert record["measures"]["success@1"]["mean"] == 0.5


def test_the_order_of_documents_does_not_depend_on_how_many_passages_are_asked_for(small: Path, kept: Path) -> None:
    (work,) = (kept / "indexes" / "small.txt").glob("*-late-200-*")
    with Searcher.open(work) as searcher:
        for query in load_beir(small).queries:
            few, many = ([hit.path for hit in searcher.search(query.text, limit=limit)] for limit in (5, 40))
            shallow, deep = list(dict.fromkeys(few)), list(dict.fromkeys(many))
            assert deep[: len(shallow)] == shallow


def test_nothing_is_left_behind(scent: Command, small: Path, tmp_path: Path) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    assert scent("eval", small, "--limit-queries", "2", TMPDIR=str(place)).code == 0
    assert not [*place.iterdir(), *scent.directory.iterdir(), *scent.home.iterdir()]


def test_people_judge_their_own_files(scent: Command) -> None:
    notes = scent.directory / "notes"
    notes.mkdir()
    (notes / "flat.md").write_text(f"# Flat\n\n{FILLER}\n\n## Rent\n\nIt is due on the third of each month.\n")
    (notes / "garden.txt").write_text(f"{FILLER}\nSow the beans after the last frost.\n")
    questions = [
        {"query": "when must I pay the landlord", "answers": [{"path": "notes/flat.md", "start_line": 7}]},
        {"query": "when are beans planted", "answers": [{"path": "notes/garden.txt", "start_line": 2, "end_line": 2}]},
        {"query": "frost", "answers": [{"path": str(notes / "garden.txt")}]},
    ]
    write_lines(scent.directory / "questions.jsonl", questions)
    result = scent("eval", "--judge", "questions.jsonl", "notes", "--json")
    (record,) = result.records
    assert (result.code, record["collection"]) == (0, "questions")
    assert record["measures"]["success@1"] == {"mean": 1.0, "low": 1.0, "high": 1.0, "queries": 3}
    assert record["measures"]["span-recall@10"] == {"mean": 1.0, "low": 1.0, "high": 1.0, "queries": 2}


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"path": "missing.md"}, "missing.md\nhint: paths of answers are relative to"),
        ({"path": "note.md", "start_line": 9}, "note.md has no text in lines 9 to 9"),
        ({"path": "note.md", "start_line": 2, "end_line": 1}, "start_line at most end_line"),
        ({"path": "note.md", "start": 3}, "start below end"),
        ("note.md", "each answer must be an object with a 'path'"),
    ],
)
def test_a_wrong_answer_is_named_with_its_line(scent: Command, answer: object, message: str) -> None:
    (scent.directory / "note.md").write_text("one line\n")
    write_lines(scent.directory / "questions.jsonl", [{"query": "what", "answers": [answer]}])
    result = scent("eval", "--judge", "questions.jsonl", "note.md")
    assert result.code == 2
    assert message in result.err.decode()
    assert b"questions.jsonl:1: " in result.err


def test_an_answer_outside_the_searched_files_is_an_error_rather_than_a_miss(scent: Command) -> None:
    for name in ("a.md", "b.md"):
        (scent.directory / name).write_text("one line\n")
    write_lines(scent.directory / "questions.jsonl", [{"query": "what", "answers": [{"path": "b.md"}]}])
    result = scent("eval", "--judge", "questions.jsonl", "a.md")
    assert result.code == 2
    assert b"b.md answers a query, but is not among the files to search" in result.err


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("corpus.jsonl", None, "is not a BEIR folder"),
        ("corpus.jsonl", '{"_id": "doc 0"}\n', "corpus.jsonl:1: 'text' must be a string"),
        ("queries.jsonl", "{}\nnonsense\n", "queries.jsonl:1: '_id' must be a string"),
        ("queries.jsonl", '{"_id": "0", "text": "x"}\n', "query '1' is judged, but missing from"),
        ("queries.jsonl", "nonsense\n", "queries.jsonl:1: not valid JSON"),
        ("qrels/test.tsv", None, "must contain test.tsv (found: none)"),
        ("qrels/test.tsv", "0\tdoc 0\t0\n", "no query has a relevant document"),
        ("spans.jsonl", '{"query_id": "0", "doc_id": "a", "start": 5, "end": 5}\n', "spans.jsonl:1: "),
    ],
)
def test_a_bad_collection_is_named_with_file_and_line(
    scent: Command, small: Path, file: str, content: str | None, message: str
) -> None:
    folder = scent.directory / "bad"
    shutil.copytree(small, folder)
    (folder / file).unlink()
    if content is not None:
        (folder / file).write_text(content, encoding="utf-8")
    result = scent("eval", "bad")
    assert (result.code, result.out) == (2, b"")
    assert message in result.err.decode()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "there is nothing to measure"),
        (("small", "--vary", "colour=red"), "--vary cannot read 'colour=red'"),
        (("small", "--vary", "mode=fast"), "'fast' is not one of"),
        (("small", "--vary", "late_weight=2"), "--vary late_weight: '2' is not a valid number"),
        (("small", "--metric", "map@10"), "there is no measure 'map@10'"),
        (("small", "small", "--qrels", "x"), "--qrels needs exactly one dataset"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(
    scent: Command, small: Path, words: tuple[str, ...], message: str
) -> None:
    result = scent("eval", *(small if word == "small" else word for word in words))
    assert (result.code, result.out) == (2, b"")
    assert message in result.err.decode()


def test_a_sample_of_queries_is_spread_evenly(small: Path) -> None:
    whole = load_beir(small)
    assert [query.id for query in sample_queries(whole, 3).queries] == ["0", "3", "6"]
    assert sample_queries(whole, 10) is whole


@pytest.mark.skipif(not SHARED.is_dir(), reason="the development collections are not beside the repository")
def test_the_development_collections_can_be_read() -> None:
    for folder in sorted(path for path in SHARED.iterdir() if path.is_dir()):
        collection = load_beir(folder)
        assert collection.queries, folder.name
        assert not (folder / "spans.jsonl").exists() or any(query.answers for query in collection.queries)


@pytest.mark.long
@pytest.mark.skipif(not SHARED.is_dir(), reason="the development collections are not beside the repository")
def test_limit_small_is_measured_as_it_stands(scent: Command) -> None:
    words = ("--metric", "recall@2,recall@46", "--limit-queries", "100", "--mode", "lexical", "--json")
    (found,) = means(scent("eval", SHARED / "limit-small", *words)).values()
    assert found["recall@2"] > 0.6
    assert found["recall@46"] >= found["recall@2"]
