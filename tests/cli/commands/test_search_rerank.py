"""`--rerank`: the best passages are ranked again with a second model of any kind, by the real command."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import embedding_server
import pytest
import tiny_models
from command import Command
from embedding_server import EmbeddingServer

NOTES = {
    "boiler.txt": "The boiler in the cellar is serviced each autumn.\n",
    "purchase.txt": "The heating was bought in 2009 and runs on gas.\n",
    "plumber.txt": "Mr. Meier is the plumber. Call him for the sink.\n",
    "lion.txt": "The lion lives in prides and hunts antelope on the savanna.\n",
    "soup.txt": "Cut the leeks, stew them with potatoes, and add cream.\n",
}
QUESTION = "when is the heating in the cellar serviced"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Command:
    scent = Command.below(tmp_path_factory.mktemp("rerank"), cache)
    for number, (name, text) in enumerate(NOTES.items()):
        (scent.directory / name).write_text(text)
        os.utime(scent.directory / name, (1_600_000_000 + number,) * 2)
    assert scent("index", "-q", ".").code == 0
    return scent


@pytest.fixture
def second() -> Iterator[EmbeddingServer]:
    """A model for which texts are near that share words."""
    with embedding_server.embedding_server() as running:
        yield running


def search(scent: Command, *options: str) -> list[dict[str, object]]:
    return scent("search", "--json", "--explain", "--all", QUESTION, *options).records


def test_a_part_of_the_score_is_the_second_models(library: Command, second: EmbeddingServer) -> None:
    first = {record["path"]: record for record in search(library)}
    again = search(library, "--rerank", second.model)
    assert [record["path"] for record in again] == [
        record["path"] for record in sorted(again, key=lambda record: -float(str(record["score"])))
    ]
    assert len(again) == len(NOTES)
    for record in again:
        before, why = first[record["path"]], record["explain"]
        assert isinstance(why, dict)
        moved = 0.3 * (why["second"] - why["cosine"])
        assert record["score"] == pytest.approx(float(str(before["score"])) + moved, abs=1e-4)
    assert {text for text in second.all_texts if text == QUESTION}


def test_only_the_best_passages_are_looked_at(library: Command, second: EmbeddingServer) -> None:
    records = search(library, "--rerank", second.model, "--rerank-best", "2")
    looks = [record["explain"] for record in records]
    assert sum(isinstance(why, dict) and why["second"] is not None for why in looks) == 2
    assert len(records) == len(NOTES)


def test_without_time_the_first_ranking_stays(library: Command, second: EmbeddingServer) -> None:
    assert search(library, "--rerank", second.model, "--rerank-budget", "0") == search(library)


def test_passages_are_embedded_once_for_many_queries(library: Command, second: EmbeddingServer) -> None:
    queries = f"{QUESTION}\n{QUESTION} and how\n".encode()
    assert library("search", "-", "--all", "--rerank", second.model, stdin=queries).code == 0
    for text in NOTES.values():
        assert second.all_texts.count(text) == 1


def test_words_alone_can_be_ranked_again(library: Command, second: EmbeddingServer) -> None:
    records = library("search", "--json", "--explain", "--mode", "lexical", "plumber", "--rerank", second.model).records
    assert records[0]["explain"]["second"] is not None
    assert records[0]["explain"]["cosine"] is None


def test_a_server_that_is_gone_leaves_the_first_ranking_and_a_note(library: Command, second: EmbeddingServer) -> None:
    assert search(library, "--rerank", second.model)
    with embedding_server.embedding_server() as gone:
        assert search(library, "--rerank", gone.model)
    result = library("search", QUESTION, "--rerank", gone.model)
    assert result.out == library("search", QUESTION).out
    assert (result.code, result.err.split(b":")[:2]) == (
        0,
        [b"scent", b" not ranked again, as the server of words at 127.0.0.1"],
    )


RERANKERS: dict[str, Callable[[Path], Path]] = {
    "cross-encoder": tiny_models.cross_encoder,
    "generative": lambda path: tiny_models.generative_reranker(path, qwen3__context_length=1024),
    "generative with a head": lambda path: tiny_models.generative_reranker(path, head=True),
}


@pytest.fixture(scope="module", params=RERANKERS)
def reranker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reranker of noise."""
    return RERANKERS[request.param](tmp_path_factory.mktemp("rerankers") / "noise.gguf")


def test_a_part_of_the_score_is_the_rerankers(library: Command, reranker: Path) -> None:
    first = {record["path"]: record for record in search(library)}
    again = search(library, "--rerank", str(reranker))
    scores = [float(str(record["score"])) for record in again]
    assert scores == sorted(scores, reverse=True)
    assert {record["path"] for record in again} == set(first)
    for record in again:
        why = record["explain"]
        assert isinstance(why, dict)
        assert -1 <= why["second"] <= 1
        moved = 0.3 * (why["second"] - why["cosine"])
        assert record["score"] == pytest.approx(float(str(first[record["path"]]["score"])) + moved, abs=1e-4)
    assert again == search(library, "--rerank", str(reranker))


def test_a_terminal_shows_what_the_reranker_says(library: Command, reranker: Path) -> None:
    shown = library("search", "--explain", "--all", QUESTION, "--rerank", reranker)
    assert shown.out.count(b"second look") == len(NOTES)


def test_what_the_reranker_has_not_read_keeps_its_order_behind_what_it_has(library: Command, reranker: Path) -> None:
    first = [record["path"] for record in search(library)]
    again = search(library, "--rerank", str(reranker), "--rerank-best", "2")
    read = {record["path"] for record in again if record["explain"]["second"] is not None}  # type: ignore[index]
    assert read == set(first[:2])
    assert [record["path"] for record in again if record["path"] not in read] == first[2:]
    assert {record["path"] for record in again[:2]} == read


def test_a_reranker_without_time_leaves_the_first_ranking(library: Command, reranker: Path) -> None:
    first, again = search(library), search(library, "--rerank", str(reranker), "--rerank-budget", "0")
    assert [record["path"] for record in again] == [record["path"] for record in first]
    assert [record["score"] for record in again] == pytest.approx([record["score"] for record in first], abs=1e-5)
    assert {record["explain"]["second"] for record in again} == {None}  # type: ignore[index]


def test_a_reranker_that_tells_nothing_is_named_in_a_warning(library: Command, reranker: Path) -> None:
    result = library("search", QUESTION, "--rerank", reranker)
    assert (result.code, result.err) == (
        0,
        b"scent: noise hardly tells answers from other passages in a small test; --rerank may do harm\n",
    )


def test_many_queries_are_ranked_again_with_one_reranker(library: Command, reranker: Path) -> None:
    queries = ["when is the heating serviced", "who is the plumber"]
    words = ("search", "--json", "--explain", "--all", "--rerank", str(reranker))
    together = library(*words, "-", stdin="\n".join(queries).encode()).records
    assert together == [record for query in queries for record in library(*words, query).records]


@pytest.mark.parametrize("other", [("--and", "gas"), ("--unlike", "gas"), ("--like", "lion.txt")])
def test_a_second_look_is_for_one_text(library: Command, second: EmbeddingServer, other: tuple[str, ...]) -> None:
    result = library("search", QUESTION, "--rerank", second.model, *other)
    assert (result.code, result.out) == (2, b"")
    assert result.err.startswith(b"scent: --rerank ranks again for one text, so it does not go with --and")


def test_a_file_that_cannot_rank_is_refused(library: Command, tmp_path: Path) -> None:
    path = tiny_models.cross_encoder(tmp_path / "broken.gguf", pooler=False)
    result = library("search", QUESTION, "--rerank", path)
    assert (result.code, result.out) == (2, b"")
    assert result.err == (
        b"scent: broken.gguf was converted without the pooler of its head, so its scores are not those of the model\n"
        b"hint: use a file whose head is whole (cls and cls.output), such as those of bge-reranker\n"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--rerank", "bundled"), b"scent: --rerank names the model of the index itself\nhint: "),
        (("--rerank", "no-such-model"), b"scent: there is no model file "),
        (("--rerank-best", "3"), b"scent: --rerank-best and --rerank-budget need --rerank MODEL\n"),
        (("--rerank-budget", "3"), b"scent: --rerank-best and --rerank-budget need --rerank MODEL\n"),
    ],
)
def test_what_cannot_be_a_second_look_is_refused(library: Command, options: tuple[str, ...], message: bytes) -> None:
    result = library("search", QUESTION, *options)
    assert (result.code, result.out) == (2, b"")
    assert result.err.startswith(message)


def test_a_second_look_can_be_a_setting(library: Command, second: EmbeddingServer) -> None:
    usual, again = search(library), search(library, "--rerank", second.model)
    assert usual != again
    assert library("config", "set", "rerank", second.model).code == 0
    try:
        assert search(library) == again
        assert search(library, "--rerank", "none") == usual
        # It is for one text: a setting gives way, an option is refused.
        assert library("search", QUESTION, "--and", "autumn", "--all").code == 0
    finally:
        assert library("config", "unset", "rerank").code == 0
    assert search(library) == usual
