"""Make collections whose questions have many answers, in BEIR's layout.

    .venv/bin/python benchmarks/quality/many_answers.py DIRECTORY COLLECTIONS

COLLECTIONS is the directory with xquad-en and mbpp. Of these come `paragraphs` (the paragraphs of an article, asked by
its title) and `mbpp-grouped` (all functions for nearly the same task, asked by the task). From this machine come
`packages` (the documentation of a Debian package, asked by its description) and `stdlib` (the functions and classes of
a module of Python's library, asked by the first line of its docstring), which so differ between machines. So does
`functions` (its functions without their docstrings, asked by the first lines of these), where one answers.
"""

import ast
import gzip
import json
import random
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

# The most documents of a package and of a module, their most characters, and the fewest documents with which one asks.
PACKAGE_FILES, MODULE_PARTS = 12, 25
CHARACTERS = 3000
FEWEST = 3
FUNCTIONS, FUNCTIONS_ASKED = 2500, 300
# Two tasks are nearly the same if they share so many of their words.
SAME_TASK = 0.5
_NOT_TELLING = frozenset("write a an the function to python of in given from for by and or is with using find".split())  # noqa: SIM905

Texts = Mapping[str, str]


def main(directory: Path, collections: Path) -> None:
    """Write all five."""
    chance = random.Random(7)  # noqa: S311  # a sample that can be drawn again
    write(directory / "paragraphs", *paragraphs(collections / "xquad-en"))
    write(directory / "mbpp-grouped", *grouped(collections / "mbpp"))
    write(directory / "packages", *packages(chance))
    write(directory / "stdlib", *library(chance))
    write(directory / "functions", *functions(chance))


def write(folder: Path, documents: Texts, questions: Mapping[str, tuple[str, Sequence[str]]]) -> None:
    """Write a collection: texts by id, and by the id of a question its text and the documents that answer it."""
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    corpus = ({"_id": id_, "title": "", "text": text} for id_, text in documents.items())
    queries = ({"_id": id_, "text": text} for id_, (text, _) in questions.items())
    for name, records in (("corpus", corpus), ("queries", queries)):
        (folder / f"{name}.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in records), encoding="utf-8")
    judged = (f"{id_}\t{document}\t1\n" for id_, (_, answers) in questions.items() for document in answers)
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n" + "".join(judged), encoding="utf-8")
    print(f"{folder.name}: {len(documents)} documents, {len(questions)} questions")


def records(file: Path) -> Iterator[dict[str, str]]:
    """The objects of a file."""
    return map(json.loads, file.read_text(encoding="utf-8").splitlines())


def paragraphs(folder: Path) -> tuple[Texts, dict[str, tuple[str, Sequence[str]]]]:
    """The paragraphs of articles, asked by the articles' titles."""
    documents: dict[str, str] = {}
    questions = {}
    for article in records(folder / "corpus.jsonl"):
        parts = [part for part in article["text"].split("\n\n") if part.strip()]
        ids = [f"{article['_id']}/{number}" for number in range(len(parts))]
        documents.update(zip(ids, parts, strict=True))
        questions[article["_id"]] = ((article["title"] or article["_id"]).replace("_", " "), ids)
    return documents, questions


def grouped(folder: Path) -> tuple[Texts, dict[str, tuple[str, Sequence[str]]]]:
    """Functions, asked by tasks that several of them solve."""
    documents = {each["_id"]: each["text"] for each in records(folder / "corpus.jsonl")}
    tasks = {each["_id"]: each["text"] for each in records(folder / "queries.jsonl")}
    judged = (line.split("\t") for line in (folder / "qrels" / "test.tsv").read_text().splitlines()[1:])
    solved = {task: document for task, document, grade in judged if int(grade) > 0}
    words = {task: frozenset(re.findall(r"[a-z0-9]+", tasks[task].lower())) - _NOT_TELLING for task in solved}
    questions = {}
    for task, ours in words.items():
        same = [each for each, theirs in words.items() if len(ours & theirs) >= SAME_TASK * max(1, len(ours | theirs))]
        if len(same) >= FEWEST:
            questions[task] = (tasks[task], [solved[each] for each in same])
    return documents, questions


def packages(chance: random.Random) -> tuple[Texts, dict[str, tuple[str, Sequence[str]]]]:
    """The documentation of packages, asked by their descriptions."""
    query = ["dpkg-query", "-W", "-f", "${Package}\\t${Description}\\n"]
    lines = subprocess.run(query, capture_output=True, text=True, check=True).stdout.splitlines()
    described = dict(line.split("\t", 1) for line in lines if "\t" in line)
    return asked((name, text, package_files(name, chance)) for name, text in sorted(described.items()))


def package_files(package: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """The names and the texts of a package's documents."""
    place = Path("/usr/share/doc") / package
    files = [] if place.is_symlink() or not place.is_dir() else sorted(place.rglob("*"))
    files = [file for file in files if file.is_file() and not file.name.startswith(("changelog", "copyright", "NEWS"))]
    chance.shuffle(files)
    found = 0
    for file in files:
        try:
            content = file.read_bytes()
            text = (gzip.decompress(content) if file.suffix == ".gz" else content).decode()
        except (OSError, UnicodeDecodeError):
            continue
        text = re.sub(r"<[^>]+>", " ", text) if file.suffix in {".html", ".htm"} else text
        if "\0" not in text and len(text.split()) > 40:  # noqa: PLR2004  # enough to tell what it is about
            found += 1
            yield f"{file.name}/{found}", text[:CHARACTERS]
        if found == PACKAGE_FILES:
            return


def library(chance: random.Random) -> tuple[Texts, dict[str, tuple[str, Sequence[str]]]]:
    """The parts of modules, asked by what the modules say they are."""
    place = Path(sysconfig.get_path("stdlib"))
    modules = []
    for file in [*sorted(place.glob("*.py")), *sorted(place.glob("*/__init__.py"))]:
        if "site-packages" in file.parts or "test" in file.parts:
            continue
        source = file.read_text(encoding="utf-8")
        tree = ast.parse(source)
        parts = [
            (each.name, (ast.get_source_segment(source, each) or "")[: CHARACTERS // 2])
            for each in tree.body
            if isinstance(each, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(each)
        ]
        chance.shuffle(parts)
        about = (ast.get_docstring(tree) or "").partition("\n")[0]
        modules.append((file.stem if file.stem != "__init__" else file.parent.name, about, parts[:MODULE_PARTS]))
    return asked(modules)


def functions(chance: random.Random) -> tuple[Texts, dict[str, tuple[str, Sequence[str]]]]:
    """Functions without their docstrings, asked by the first lines of these."""
    place = Path(sysconfig.get_path("stdlib"))
    documents: dict[str, str] = {}
    questions = {}
    for file in sorted(place.rglob("*.py")):
        if not {"site-packages", "test", "tests", "idlelib", "lib2to3"}.isdisjoint(file.parts):
            continue
        try:
            source = file.read_text(encoding="utf-8")
            tree = ast.parse(source)
        except (SyntaxError, UnicodeDecodeError):
            continue
        for each in ast.walk(tree):
            if not isinstance(each, ast.FunctionDef) or not (about := ast.get_docstring(each)) or len(each.body) == 1:
                continue
            name = f"{file.relative_to(place)}/{each.lineno}"
            text, said = ast.get_source_segment(source, each) or "", ast.get_source_segment(source, each.body[0]) or ""
            documents[name] = text.replace(said, "", 1)[:CHARACTERS]
            if len((question := about.partition("\n")[0]).split()) > FEWEST:
                questions[name] = (question, [name])
    kept = chance.sample(sorted(documents), FUNCTIONS)
    asked = [name for name in kept if name in questions][:FUNCTIONS_ASKED]
    return {name: documents[name] for name in kept}, {name: questions[name] for name in asked}


def asked(
    groups: Iterable[tuple[str, str, Iterable[tuple[str, str]]]],
) -> tuple[Texts, dict[str, tuple[str, Sequence[str]]]]:
    """Documents in groups, with a question for each group of enough documents."""
    documents: dict[str, str] = {}
    questions = {}
    for name, question, parts in groups:
        own = {f"{name}/{part}": text for part, text in parts}
        documents |= own
        if len(own) >= FEWEST and len(question.split()) >= FEWEST:
            questions[name] = (question, list(own))
    return documents, questions


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
