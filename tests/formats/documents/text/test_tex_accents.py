r"""What TeX writes as `M\"uller` is read as Müller, in LaTeX and in bibliographies, and nothing else changes."""

from pathlib import Path

import pytest
from sample_documents import read_one

from scent.formats.documents.base.document import Kind
from scent.formats.documents.text.tex_accents import resolve_accents


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        (r"M\"uller, G\"{o}del, {\"U}ber, na\"{\i}ve", "Müller, Gödel, Über, naïve"),
        (r"Andr\'e, caf\'{e}, \`a, \^{o}, \~n, \.z, \=o, Hor\'\i", "André, café, à, ô, ñ, ż, ō, Horí"),
        (r"Gar\c con, Fran\c{c}ois, \v Skoda, Ho\v{r}ej\v s\'i", "Garçon, François, Škoda, Hořejší"),
        (r"Erd\H{o}s, \u{g}, \k{a}, \d{s}, \b{d}, \r{a}", "Erdős, ğ, ą, ṣ, ḏ, å"),
        (r"Stra\ss e, Fu\ss{}ball, Ma{\ss}stab, \O rsted, Bj{\o}rn", "Straße, Fußball, Maßstab, Ørsted, Bjørn"),
        (r"\L{}\'od\'z, \AA ngstr\"om, \ae{}on, \oe uvre, \th{}", "Łódź, Ångström, æon, œuvre, þ"),
        (r"Vi\d{\^e}t, ti\'{\^e}ng", "Việt, tiếng"),
        (r"Donau\-dampf\-schiff and shelf\/ful", "Donaudampfschiff and shelfful"),
    ],
)
def test_accents_and_letters_are_the_characters_that_are_printed(written: str, printed: str) -> None:
    assert resolve_accents(written) == printed


@pytest.mark.parametrize(
    "text",
    [
        r"a line ends \\'and another begins",
        r"in $\v{z} = \d t$ and \(\.a\) and \[\b{c}\]",
        r"it costs \$5 and \verb|\"a| is written",
        '\\begin{verbatim}\nprintf("\\"a");\n\\end{verbatim}',
        "\\begin{tabbing}\nname \\=a \\'e\n\\end{tabbing}",
        r"\section{a}\label{b}\textbf{c}\vspace{c}\bigskip\input{d}",
        r"\v{x} and \d{q} are an author's own commands",
    ],
)
def test_formulas_program_texts_and_other_commands_are_kept(text: str) -> None:
    assert resolve_accents(text) == text


def test_the_text_keeps_its_lines() -> None:
    written = "\\ss\nM\\\"uller\n\\'\n\\begin{verbatim}\n\\o\n"
    assert resolve_accents(written).count("\n") == written.count("\n")


def test_a_latex_file_has_the_words_that_are_printed(tmp_path: Path) -> None:
    file = tmp_path / "a.tex"
    file.write_text(
        '\\documentclass{article}\n\\author{J\\"org M\\"uller}\n\\begin{document}\n'
        "\\section{Stra\\ss e in K\\\"oln}\nDort traf er Andr\\'e.\n\\end{document}\n"
    )
    document = read_one(file)
    assert "Dort traf er André.\n" in document.text
    assert document.author == "Jörg Müller"
    assert [block.heading for block in document.blocks if block.kind is Kind.HEADING] == [("Straße in Köln",)]


def test_the_entries_of_a_bibliography_are_below_their_titles_as_they_are_printed(tmp_path: Path) -> None:
    file = tmp_path / "a.bib"
    file.write_text(
        '@book{a,\n author = {Lindstr{\\"o}m, {\\AA}sa and M{\\"u}ller, J{\\"o}rg},\n'
        ' title = {{\\"U}ber Leuchtfeuer: {H}ow {B}eacons Were Lit},\n}\n\n@article{b,\n title  = {Why Fogbells},\n}\n'
    )
    document = read_one(file)
    assert "Lindström, Åsa and Müller, Jörg" in document.text
    assert [block.heading for block in document.blocks] == [
        ("Über Leuchtfeuer: How Beacons Were Lit",),
        ("Why Fogbells",),
    ]


def test_braces_that_keep_the_case_of_letters_do_not_divide_words(tmp_path: Path) -> None:
    file = tmp_path / "a.bib"
    file.write_text("@misc{a,\n title = {{S}equencing the {DNA}-based \\emph{G}enes of {GPU}s},\n key = {a},\n}\n")
    assert read_one(file).text == (
        "@misc{a,\n title = {Sequencing the DNA-based \\emph{G}enes of GPUs},\n key = {a},\n}\n"
    )


def test_a_text_without_entries_that_is_named_bib_is_read_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "a.bib"
    file.write_text("The bib of the child was red.\n")
    assert read_one(file).text == "The bib of the child was red.\n"
