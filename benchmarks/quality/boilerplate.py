"""Measure how much boilerplate of web pages is read, and how much of their content.

    .venv/bin/python benchmarks/quality/boilerplate.py DIRECTORY [--pages 60] [--examples]

DIRECTORY holds Debian's packages of documentation, unpacked (`dpkg -x`): python3.11-doc, git-doc,
bash-doc, apache2-doc, postgresql-doc-15, sqlite3-doc. Which elements of their pages are content, and
which belong to the site, is known by site (`SITES`). The content of such pages is also put into the
frames of `page_frames.py`. Words of boilerplate are marked, so that each word that is read is one or
the other. With --examples, blocks of boilerplate that are read, and of content that is not, are shown.

To measure another version of scent: PYTHONPATH=CHECKOUT/src.
"""

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from page_frames import FRAMES, MARK, Page, framed
from selectolax.lexbor import LexborHTMLParser, LexborNode

from scent.formats.documents.registry import read_file

_WORD = re.compile(r"\w+")
_IGNORED = "\u02ac"  # added to words that are neither, such as those of a table of contents
_NO_TEXT = "head, script, style, noscript, template, iframe, svg, button, select, textarea, dialog"
_INLINE = frozenset(
    ["a", "b", "code", "em", "i", "img", "kbd", "samp", "span", "strong", "sub", "sup", "tt", "var", "q"]
)
_EXAMPLES = 25
_TEASER_WORDS = 30
_LEAST, _MOST = 150, 3000  # words of the content of a page that is put into frames


class Site(NamedTuple):
    """A package: pages below usr/share/doc, and CSS selectors of content, boilerplate and what is neither."""

    pages: str
    content: str
    boilerplate: str = ""
    neither: str = ""


SITES = {
    "python": Site("python3.11/html/**/*.html", "div.body", neither=".contents, .toctree-wrapper, .headerlink"),
    "apache": Site(
        "apache2-doc/manual/en/**/*.html",
        "body",
        "#page-header, .up, #path, .toplang, .bottomlang, .top, #footer, #comments_section",
        "#quickview",
    ),
    "postgresql": Site("postgresql-doc-15/html/*.html", "body", ".navheader, .navfooter", ".toc"),
    "bash": Site("bash-doc/*.html", "body", "div.header", ".contents, .section-toc"),
    "git": Site("git-doc/**/*.html", "body", "#footer", "#footnotes"),
    "sqlite": Site("sqlite3/**/*.html", "body", ".nosearch", ".toct, .toc_header, #mtimelink"),
}


class Words(NamedTuple):
    """The words of a page by kind, as they stand on it or as they were read."""

    content: Counter[str]
    boilerplate: Counter[str]

    @classmethod
    def of(cls, text: str) -> "Words":
        """Divide the words of a text."""
        words = Counter(_WORD.findall(text))
        boilerplate = Counter({word: number for word, number in words.items() if word.endswith(MARK)})
        content = {word: number for word, number in words.items() if word[-1] not in {MARK, _IGNORED}}
        return cls(Counter(content), boilerplate)


class Counts(NamedTuple):
    """Pages, and words of boilerplate and content on them and in what is read."""

    pages: int = 0
    boilerplate: int = 0
    boilerplate_read: int = 0
    content: int = 0
    content_read: int = 0

    def plus(self, words: Words, read: Words) -> "Counts":
        """Count a page."""
        more = (
            words.boilerplate,
            words.boilerplate & read.boilerplate,
            words.content,
            words.content & read.content,
        )
        return Counts(self.pages + 1, *(old + new.total() for old, new in zip(self[1:], more, strict=True)))

    def line(self, name: str) -> str:
        """A line of the table."""
        shares = f"{self.boilerplate_read / max(1, self.boilerplate):.1%} | {self.content:,}"
        shares += f" | {self.content_read / max(1, self.content):.2%}"
        of_read = self.boilerplate_read / max(1, self.boilerplate_read + self.content_read)
        return f"| {name} | {self.pages} | {self.boilerplate:,} | {shares} | {of_read:.1%} |"


def total(counts: Sequence[Counts]) -> Counts:
    """The sums of several counts."""
    return Counts(*map(sum, zip(*counts, strict=True)))


def main() -> None:
    """Measure all sites and frames, and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=Path)
    parser.add_argument("--pages", type=int, default=60, help="of each site and frame")
    parser.add_argument("--examples", action="store_true")
    options = parser.parse_args()
    chance = random.Random(7)  # noqa: S311  # the same pages each time
    sites = {name: list(pages(options.directory, site, options.pages, chance)) for name, site in SITES.items()}
    print("| pages | number | boilerplate, words | read | content, words | read | boilerplate in what is read |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    counts = [
        report(name, [tree.html or "" for tree in trees], examples=options.examples) for name, trees in sites.items()
    ]
    print(total(counts).line("all sites"))
    contents = [page for name, trees in sites.items() for tree in trees if (page := to_page(tree, SITES[name]))]
    teasers = [text for page in contents for text in sentences(page)]
    counts = []
    for name, frame in FRAMES.items():
        chosen = chance.sample(contents, min(options.pages, len(contents)))
        framed_pages = [framed(page, frame, teasers, chance) for page in chosen]
        counts.append(report(f"frame: {name}", framed_pages, examples=options.examples))
    print(total(counts).line("all frames"))


def pages(directory: Path, site: Site, most: int, chance: random.Random) -> Iterator[LexborHTMLParser]:
    """A sample of a site's pages, with their words marked."""
    paths = sorted(path for path in directory.glob(f"**/usr/share/doc/{site.pages}") if path.is_file())
    for path in chance.sample(paths, min(most, len(paths))):
        tree = LexborHTMLParser(path.read_bytes())
        if tree.css_first(site.content) is not None:
            mark_words(tree, site)
            yield tree


def mark_words(tree: LexborHTMLParser, site: Site) -> None:
    """Mark the words of a page that are no content."""
    for node in tree.css(_NO_TEXT):
        if node.tag not in {"head", "title"}:
            node.decompose()
    marks = {node.mem_id: "" for node in tree.css(site.content)}
    for selector, mark in ((site.boilerplate, MARK), (site.neither, _IGNORED)):
        marks |= {node.mem_id: mark for node in (tree.css(selector) if selector else ())}
    body = tree.body
    texts = [node for node in body.traverse(include_text=True) if node.tag == "-text"] if body is not None else []
    for node in texts:
        mark = mark_of(node, marks)
        if mark and (text := node.text_content or "").strip():
            node.replace_with(_WORD.sub(lambda word, mark=mark: word[0] + mark, text))


def mark_of(node: LexborNode, marks: dict[int, str]) -> str:
    """The mark of the nearest element around a text that has one; that of boilerplate if none has."""
    above = node.parent
    while above is not None:
        if above.mem_id in marks:
            return marks[above.mem_id]
        above = above.parent
    return MARK


def to_page(tree: LexborHTMLParser, site: Site) -> Page | None:
    """The content of a page for a frame; None if it is short or long."""
    for selector in filter(None, (site.boilerplate, site.neither)):
        for node in tree.css(selector):
            node.decompose()
    content, title = tree.css_first(site.content), tree.css_first("title")
    if content is None or title is None or not _LEAST <= len(_WORD.findall(content.text(separator=" "))) <= _MOST:
        return None
    children = list(content.iter())
    while len(children) == 1 and children[0].tag in {"div", "section"}:
        children = list(children[0].iter())
    return Page(title.text(), [child.html or "" for child in children])


def sentences(page: Page) -> Iterator[str]:
    """The beginnings of a page's paragraphs, which a teaser shows."""
    for part in page.parts:
        for node in LexborHTMLParser(part).css("p"):
            text = " ".join(node.text(separator=" ").split())
            if len(_WORD.findall(text)) > _TEASER_WORDS:
                yield text


def report(name: str, sources: Sequence[str], *, examples: bool) -> Counts:
    """Print a line of the table, and return what it counts."""
    counts = Counts()
    shown = list[str]()
    for source in sources:
        documents = list(read_file(BytesIO(source.encode()), b"page.html"))
        words = Words.of(visible_text(source))
        read = Words.of("\n".join(document.text for document in documents))
        counts = counts.plus(words, read)
        blocks = (document.text[block.start : block.end] for document in documents for block in document.blocks)
        shown += [" ".join(text.split()) for text in blocks if MARK in text]
        if lost := words.content - read.content:
            shown.append(f"LOST {lost.total()}: {' '.join(lost)}")
    print(counts.line(name))
    for text in random.Random(1).sample(shown, min(_EXAMPLES, len(shown))) if examples else ():  # noqa: S311
        print("   ", text.replace(MARK, "'")[:200])
    return counts


def visible_text(source: str) -> str:
    """All text on a page that a browser shows."""
    tree = LexborHTMLParser(source)
    for node in tree.css(_NO_TEXT):
        if node.tag != "head":
            node.decompose()
    nodes = tree.body.traverse(include_text=True) if tree.body is not None else ()
    return "".join(
        (node.text_content or "") if node.tag == "-text" else "\n" * (node.tag not in _INLINE) for node in nodes
    )


if __name__ == "__main__":
    main()
