"""Make judged collections in many languages from Debian's installation guide, whose sections have the same names.

    apt-get download installation-guide-amd64 && dpkg -x installation-guide-amd64_*.deb GUIDE
    .venv/bin/python benchmarks/quality/guide.py GUIDE DIRECTORY en de fr es ja
    .venv/bin/scent eval DIRECTORY/fr --vary mode=hybrid,lexical,dense

A document is a section without its title and its subsections. A question is a title, and the answer is its section:
a title is a short query, so this is no collection of questions, but one that has the same items in every language.
Sections count that have 200 characters in English, of which the title is theirs alone, and that are translated in all
languages asked for. DIRECTORY/cross-fr has the English titles as questions about the French sections.
"""

import gzip
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

_NUMBER = re.compile(r"^\s*[\dA-Z]+(?:\.\d+)*\.?\s*")
_SHORTEST = 200  # characters in English; Chinese and Japanese say as much in a third of them


class Section(NamedTuple):
    """A section of the guide: its title without its number, and its own text."""

    title: str
    text: str


def main(guide: Path, target: Path, languages: list[str]) -> None:
    """Write a collection for each language, and one with English questions."""
    (root,) = guide.glob("usr/share/doc/installation-guide-*")
    sections = {language: read(root / language) for language in languages}
    english = sections["en"]
    names = [name for name in english if all(usable(name, each, english) for each in sections.values())]
    for language, each in sections.items():
        write(target / language, names, each, each)
        if language != "en":
            write(target / f"cross-{language}", names, each, english)
    print(f"{len(names)} sections in {', '.join(languages)}")


def read(directory: Path) -> dict[str, Section]:
    """The sections in a directory of the guide, by the names that links have for them."""
    sections: dict[str, Section] = {}
    for file in sorted(directory.glob("*.html*")):
        content = file.read_bytes()
        tree = LexborHTMLParser(gzip.decompress(content) if file.suffix == ".gz" else content)
        for node in reversed(tree.css("div.sect1, div.sect2, div.sect3")):  # those within others first
            anchor, title = node.css_first(".titlepage a[name]"), node.css_first(".titlepage .title")
            if anchor and title:
                name, heading = str(anchor.attributes["name"]), " ".join(title.text().split())
                node.css_first(".titlepage").decompose()
                sections[name] = Section(_NUMBER.sub("", heading), " ".join(node.text(separator=" ").split()))
            node.decompose()
    return sections


def usable(name: str, sections: dict[str, Section], english: dict[str, Section]) -> bool:
    """Whether a section is there, long enough, alone with its title, and translated, unless it is English."""
    if name not in sections or len(english[name].text) < _SHORTEST:
        return False
    titles = Counter(each.title.lower() for each in sections.values())
    translated = sections is english or sections[name].text != english[name].text
    return translated and bool(sections[name].text) and titles[sections[name].title.lower()] == 1


def write(folder: Path, names: list[str], sections: dict[str, Section], questions: dict[str, Section]) -> None:
    """Write a collection in the layout of BEIR."""
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    documents = [{"_id": name, "title": "", "text": sections[name].text} for name in names]
    queries = [{"_id": f"q-{name}", "text": questions[name].title} for name in names]
    for file, records in (("corpus.jsonl", documents), ("queries.jsonl", queries)):
        text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        (folder / file).write_text(text, encoding="utf-8")
    judged = "".join(f"q-{name}\t{name}\t1\n" for name in names)
    (folder / "qrels" / "test.tsv").write_text(f"query-id\tcorpus-id\tscore\n{judged}", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
