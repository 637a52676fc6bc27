"""Measure whether exact names are first, reasonable questions are answered, and the rest is left unanswered.

    .venv/bin/python benchmarks/quality/questions.py [--trees WORK]

Makes three trees below WORK (a temporary directory unless named): 67 notes, the code of scent, and its documentation
with the licences of its libraries. Each is indexed alone and all together, and every query of `questions/*.tsv` is
asked of both. What goes wrong is printed.
"""

import argparse
import shutil
import sysconfig
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from scent.core.library import Index
from scent.core.search.searcher import Searcher

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CODE = ("cli", "core", "formats")
DOCUMENTATION = ("docs", "man", "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")


def main(work: Path) -> None:
    """Make the trees, index them, and print a line for each kind of query and index."""
    trees = make_trees(work / "trees")
    for name, scope in [*((tree.name, (tree,)) for tree in trees), ("all", tuple(trees))]:
        index = work / f"index-{name}"
        with Index(index) as writer:
            writer.update(*scope)
        with Searcher.open(index) as searcher:
            print(f"## {name}: {searcher.reader.live_chunks():,} passages")
            report(searcher, work / "trees", name)


def report(searcher: Searcher, trees: Path, name: str) -> None:
    """Print how many exact queries have their file first, reasonable ones an answer, and nonsense ones none."""
    for kind in ("exact", "reasonable"):
        asked = [(query, path) for query, path in queries(kind) if name == "all" or path.startswith(f"{name}/")]
        firsts = [first(searcher, query, trees) for query, _ in asked]
        right = sum(found.startswith(path) for found, (_, path) in zip(firsts, asked, strict=True))
        for found, (query, path) in zip(firsts, asked, strict=True):
            if not found.startswith(path):
                print(f"  {kind}: {query!r}: {found or 'nothing'} instead of {path}")
        print(f"{kind}: {right} of {len(asked)} first, {firsts.count('')} without an answer; {shown(searcher, asked)}")
    found = [(query, first(searcher, query, trees)) for query, _ in queries("nonsense")]
    for query, path in found:
        if path:
            print(f"  nonsense: {query!r}: {path}")
    print(f"nonsense: {sum(not path for _, path in found)} of {len(found)} without an answer")


def shown(searcher: Searcher, asked: Sequence[tuple[str, str]]) -> str:
    """How many hits these queries show, and how many of them are in the right file."""
    hits = [(hit.path.decode(), path) for query, path in asked for hit in searcher.search(query)]
    return f"{len(hits)} hits shown, {sum(path in file for file, path in hits)} in the right file"


def first(searcher: Searcher, query: str, trees: Path) -> str:
    """The file of the best hit, relative to the trees; empty without a hit."""
    hits = searcher.search(query, limit=1)
    return str(Path(hits[0].path.decode()).relative_to(trees.resolve())) if hits else ""


def queries(kind: str) -> Iterator[tuple[str, str]]:
    """The queries of a kind, each with the path that it belongs to, empty for none."""
    for line in (HERE / "questions" / f"{kind}.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            query, _, path = line.partition("\t")
            yield query, path


def make_trees(place: Path) -> Sequence[Path]:
    """Write the three trees."""
    shutil.rmtree(place, ignore_errors=True)
    for part in (HERE / "questions" / "notes.txt").read_text(encoding="utf-8").split("=== ")[1:]:
        name, _, text = part.partition("\n")
        file = place / "notes" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    for room in CODE:
        shutil.copytree(ROOT / room, place / "code" / room, ignore=shutil.ignore_patterns("__pycache__"))
    documentation = place / "documentation"
    documentation.mkdir()
    for name in DOCUMENTATION:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, documentation / name)
    libraries = Path(sysconfig.get_path("purelib"))
    for licence in sorted(libraries.glob("*.dist-info/licenses/LICENSE*")):
        if licence.is_file():
            shutil.copyfile(licence, documentation / f"{licence.relative_to(libraries).parts[0]}-{licence.name}")
    return [place / "notes", place / "code", documentation]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trees", type=Path, help="where the trees and their indexes are kept")
    kept = parser.parse_args().trees
    if kept:
        main(kept)
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(Path(temporary))
