"""Measure how much boilerplate of web pages is read, and how much of their content.

    .venv/bin/python benchmarks/quality/boilerplate.py DIRECTORY [--pages 60] [--examples]

DIRECTORY holds Debian's packages of documentation, unpacked (`dpkg -x`): python3.11-doc, git-doc,
bash-doc, apache2-doc, postgresql-doc-15, sqlite3-doc. Which elements of their pages are content, and
which belong to the site, is known by site (`SITES`). The content of such pages is also put into the
frames of `page_frames.py`. With --examples, blocks of boilerplate that are read, and words of content
that are not, are shown.

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

from page_frames import FRAMES, Page, framed
from selectolax.lexbor import LexborHTMLParser, LexborNode

from scent.formats.documents.registry import read_file

_WORD = re.compile(r"\w+")
_NO_TEXT = "script, style, noscript, template, iframe, svg, button, select, textarea, dialog"
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


class Sample(NamedTuple):
    """A page, and the texts on it that are content, boilerplate and neither."""

    html: str
    content: str
    boilerplate: str
    neither: str = ""


class Counts(NamedTuple):
    """Pages, and words of boilerplate and content on them and in what is read."""

    pages: int = 0
    boilerplate: int = 0
    boilerplate_read: int = 0
    content: int = 0
    content_read: int = 0

    def plus(self, sample: Sample, read: str) -> "Counts":
        """Count a page; a word that is read is that of the content, if the content has it often enough."""
        content, boilerplate, neither = (Counter(_WORD.findall(text)) for text in sample[1:])
        words = Counter(_WORD.findall(read))
        content_read = content & words
        rest = words - content_read
        boilerplate_read = boilerplate & (rest - (neither & rest))
        more = (boilerplate, boilerplate_read, content, content_read)
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
    sites = {name: list(read_trees(options.directory, site, options.pages, chance)) for name, site in SITES.items()}
    print("| pages | number | boilerplate, words | read | content, words | read | boilerplate in what is read |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    counts = []
    for name, trees in sites.items():
        samples = [sample_of(tree, SITES[name]) for tree in trees]
        counts.append(report(name, samples, examples=options.examples))
    print(total(counts).line("all sites"))
    contents = [page for name, trees in sites.items() for tree in trees if (page := to_page(tree, SITES[name]))]
    teasers = [text for page in contents for text in sentences(page)]
    counts = []
    for name, frame in FRAMES.items():
        chosen = chance.sample(contents, min(options.pages, len(contents)))
        samples = [framed_sample(page, framed(page, frame, teasers, chance)) for page in chosen]
        counts.append(report(f"frame: {name}", samples, examples=options.examples))
    print(total(counts).line("all frames"))


def read_trees(directory: Path, site: Site, most: int, chance: random.Random) -> Iterator[LexborHTMLParser]:
    """A sample of a site's pages, without what no browser shows."""
    paths = sorted(path for path in directory.glob(f"**/usr/share/doc/{site.pages}") if path.is_file())
    for path in chance.sample(paths, min(most, len(paths))):
        tree = LexborHTMLParser(path.read_bytes())
        if tree.css_first(site.content) is not None:
            for node in tree.css(_NO_TEXT):
                node.decompose()
            yield tree


def sample_of(tree: LexborHTMLParser, site: Site) -> Sample:
    """Divide the texts of a page by the elements that they stand in."""
    kinds = {node.mem_id: 0 for node in tree.css(site.content)}
    for kind, selector in ((1, site.boilerplate), (2, site.neither)):
        kinds |= {node.mem_id: kind for node in (tree.css(selector) if selector else ())}
    texts: tuple[list[str], list[str], list[str]] = ([], [], [])
    body = tree.body
    for node in body.traverse(include_text=True) if body is not None else ():
        if node.tag == "-text":
            texts[kind_of(node, kinds)].append(node.text_content or "")
        elif node.tag not in _INLINE:
            for each in texts:
                each.append("\n")
    content, boilerplate, neither = map("".join, texts)
    return Sample(tree.html or "", content, boilerplate, neither)


def kind_of(node: LexborNode, kinds: dict[int, int]) -> int:
    """The kind of the nearest element around a text that has one; that of boilerplate if none has."""
    above = node.parent
    while above is not None:
        if above.mem_id in kinds:
            return kinds[above.mem_id]
        above = above.parent
    return 1


def framed_sample(page: Page, html: str) -> Sample:
    """The page in its frame, whose text is boilerplate."""
    content, everything = visible_text("".join(page.parts)), visible_text(html)
    words = Counter(_WORD.findall(everything)) - Counter(_WORD.findall(content))
    return Sample(html, content, " ".join(words.elements()))


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


def report(name: str, samples: Sequence[Sample], *, examples: bool) -> Counts:
    """Print a line of the table, and return what it counts."""
    counts = Counts()
    shown = Counter[str]()
    for sample in samples:
        documents = list(read_file(BytesIO(sample.html.encode()), b"page.html"))
        read = "\n".join(document.text for document in documents)
        counts = counts.plus(sample, read)
        blocks = (document.text[block.start : block.end] for document in documents for block in document.blocks)
        content = " ".join(_WORD.findall(sample.content))
        shown.update(text for block in blocks if (text := " ".join(_WORD.findall(block))) not in content)
        if lost := Counter(_WORD.findall(sample.content)) - Counter(_WORD.findall(read)):
            shown[f"LOST {lost.total()}: {' '.join(lost)}"] += 1
    print(counts.line(name))
    for text, number in shown.most_common(_EXAMPLES) if examples else ():
        print(f"    {number} {text[:150]}")
    return counts


def visible_text(source: str) -> str:
    """All text on a page that a browser shows."""
    tree = LexborHTMLParser(source)
    for node in tree.css(_NO_TEXT):
        node.decompose()
    nodes = tree.body.traverse(include_text=True) if tree.body is not None else ()
    return "".join(
        (node.text_content or "") if node.tag == "-text" else "\n" * (node.tag not in _INLINE) for node in nodes
    )


if __name__ == "__main__":
    main()
