"""The command and the library give the same passages for every option that they share."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from command import Command

from scent.core import Hit, Index, Scope
from scent.errors import ScentError

SUBJECTS = ("boiler", "radiator", "heating", "thermostat", "stove", "chimney")
QUERY = "the heating makes a noise"
NEWER = 1_600_000_000


@pytest.fixture(scope="module")
def scent(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """A command with an index of 24 notes, of which each fourth has changed since."""
    base = tmp_path_factory.mktemp("same")
    scent = Command(base / "work", base / "home", base / "cache")
    scent.home.mkdir()
    for number in range(24):
        note = scent.directory / ("house" if number % 2 else "garden") / f"{number:02}.{'md' if number % 3 else 'txt'}"
        note.parent.mkdir(parents=True, exist_ok=True)
        front = "---\nauthor: Ada Byron\nlang: de\n---\n\n" if number % 5 == 1 else ""
        note.write_text(f"{front}The {SUBJECTS[number % 6]} of house {number} makes a noise when it is cold.\n")
        os.utime(note, (NEWER - 1e8 * (number % 7 == 0), NEWER - 1e8 * (number % 7 == 0)))
    assert scent("index", "--quiet", scent.directory).code == 0
    for number in range(0, 24, 4):
        (note,) = scent.directory.glob(f"*/{number:02}.*")
        note.write_text("Something else.\n")
    return scent


@pytest.fixture(scope="module")
def index(scent: Command) -> Iterator[Index]:
    with Index(scent.home / "data" / "scent" / "index", cache=scent.cache / "scent") as opened:
        yield opened


def shown(hits: list[Hit]) -> list[tuple[str, int, int, float, str]]:
    return [(os.fsdecode(hit.path), hit.start, hit.end, round(hit.score, 6), hit.stale) for hit in hits]


def printed(records: list[dict[str, Any]]) -> list[tuple[str, int, int, float, str]]:
    return [(each["path"], each["start"], each["end"], each["score"], each["stale"]) for each in records]


# The words of the command, and the arguments of the library that mean the same; paths are seen from the notes.
NARROWED: list[tuple[list[str], dict[str, Any]]] = [
    (["--limit", "3"], {"limit": 3}),
    (["--limit", "18"], {"limit": 18}),
    (["--lang", "de"], {"scope": Scope(languages=("de",))}),
    (["--author", "byron"], {"scope": Scope(author="byron")}),
    (["--since", "2019"], {"scope": Scope(since_ns=1_546_300_800 * 10**9)}),
    (["--until", "2019"], {"scope": Scope(until_ns=1_577_836_800 * 10**9)}),
    (["--type", "md"], {"scope": Scope(formats=("markdown",))}),
    (["--type-not", "md"], {"scope": Scope(other_formats=("markdown",))}),
    (["--glob", "house/*"], {"scope": Scope(globs=("house/*",))}),
    (["--iglob", "!HOUSE/*"], {"scope": Scope(any_case_globs=("!HOUSE/*",))}),
    (["--min-score", "0.5"], {"min_score": 0.5}),
]
SEARCHES = [
    *NARROWED,
    (["--mode", "dense"], {"mode": "dense"}),
    (["--mode", "lexical"], {"mode": "lexical"}),
    (["--stale", "hide"], {"stale": "hide"}),
    (["--stale", "show"], {"stale": "show"}),
    (["--files-from", "list"], {"files": [b"garden", b"house/03.txt", b"nowhere"]}),
    (["house"], {"scope": Scope(paths=(b"house",))}),
    (["--sort", "date", "--reverse"], {"sort": "date", "reverse": True}),
    (["--sort", "path", "--offset", "2", "--min-score", "-1"], {"sort": "path", "offset": 2, "min_score": -1}),
    (["--literal"], {"literal": True}),
]
OPERATORS = [f'{QUERY} "noise when it"', f"{QUERY} +stove -path:house/", f"{QUERY} type:md author:byron"]


def placed(arguments: dict[str, Any], scent: Command) -> dict[str, Any]:
    """The same with globs seen from the directory of the notes."""
    scope = arguments.get("scope", Scope())
    is_glob = scope.globs or scope.any_case_globs
    return {**arguments, "scope": scope._replace(seen_from=os.fsencode(scent.directory))} if is_glob else arguments


@pytest.mark.parametrize(("words", "arguments"), SEARCHES, ids=" ".join)
def test_a_search_gives_the_same_passages(
    scent: Command, index: Index, monkeypatch: pytest.MonkeyPatch, words: list[str], arguments: dict[str, Any]
) -> None:
    (scent.directory / "list").write_text("garden\nhouse/03.txt\nnowhere\n")
    monkeypatch.chdir(scent.directory)
    result = scent("search", "--json", QUERY, *words)
    hits = index.search(QUERY, **placed(arguments, scent))
    assert hits
    assert shown(hits) == printed(result.records)
    assert (result.code == 3) == (index.outdated > 0)


@pytest.mark.parametrize("query", OPERATORS)
def test_the_operators_of_a_query_mean_the_same(
    scent: Command, index: Index, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.chdir(scent.directory)
    hits = index.search(query)
    assert hits
    assert shown(hits) == printed(scent("search", "--json", query).records)
    assert shown(index.search(query, literal=True)) == printed(scent("search", "--json", "-F", query).records)


@pytest.mark.parametrize(("words", "arguments"), NARROWED, ids=" ".join)
def test_similar_gives_the_same_passages(
    scent: Command, index: Index, monkeypatch: pytest.MonkeyPatch, words: list[str], arguments: dict[str, Any]
) -> None:
    monkeypatch.chdir(scent.directory)
    for word, lines in (("house/01.md", None), ("house/01.md:6", (6, 6))):
        result = scent("similar", "--json", *words, word)
        hits = index.similar("house/01.md", lines=lines, **placed(arguments, scent))
        assert hits
        assert shown(hits) == printed(result.records)
        assert (result.code == 3) == (index.outdated > 0)


def test_a_text_gives_the_same_passages(scent: Command, index: Index) -> None:
    result = scent("similar", "--json", stdin=b"A cold chimney.")
    assert shown(index.similar(text="A cold chimney.")) == printed(result.records)
    assert shown(index.similar(text=b"A cold chimney.")) == printed(result.records)


def test_pairs_are_the_same(scent: Command, index: Index) -> None:
    for words, arguments in [
        (["--min-score", "0.9"], {"min_score": 0.9}),
        (["--min-score", "0.5", "-k", "7"], {"min_score": 0.5, "limit": 7}),
        (["--min-score", "0.5", "--lang", "de"], {"min_score": 0.5, "scope": Scope(languages=("de",))}),
    ]:
        pairs = [
            (round(pair.score, 6), os.fsdecode(pair.first.path), os.fsdecode(pair.second.path))
            for pair in index.pairs(**arguments)  # type: ignore[arg-type]  # several types
        ]
        records = scent("similar", "--pairs", "--json", *words).records
        assert pairs
        assert pairs == [(each["score"], each["first"]["path"], each["second"]["path"]) for each in records]


def test_an_export_is_the_same(scent: Command, index: Index) -> None:
    batches = list(index.export())
    paths = [path for batch in batches for path in batch.columns["path"]]
    assert sum(len(batch.vectors) for batch in batches) == 24
    assert paths == [each["path"] for each in scent("export").records]


@pytest.mark.parametrize("find", ["search", "similar"])
def test_a_hidden_passage_takes_no_other_ones_place(index: Index, scent: Command, find: str) -> None:
    what = QUERY if find == "search" else scent.directory / "house" / "01.md"
    everything = getattr(index, find)(what, limit=20, stale="show")
    assert 0 < sum(hit.stale != "" for hit in everything[:10]) < 10
    assert getattr(index, find)(what, limit=10) == [hit for hit in everything if not hit.stale][:10]
    assert index.outdated > 0


@pytest.mark.parametrize("find", ["search", "similar"])
def test_stale_passages_can_be_refused(index: Index, scent: Command, find: str) -> None:
    what = QUERY if find == "search" else scent.directory / "house" / "01.md"
    with pytest.raises(ScentError, match="changed since the last run"):
        getattr(index, find)(what, stale="fail")


def test_a_warning_is_the_same(scent: Command, index: Index) -> None:
    assert index.search(QUERY, scope=Scope(author="nobody")) == []
    result = scent("search", QUERY, "--author", "nobody")
    assert [f"scent: {warning}\n".encode() for warning in index.warnings] == [result.err]
