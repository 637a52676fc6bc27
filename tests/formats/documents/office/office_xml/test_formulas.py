"""Formulas of Office on a line, with what stands around their letters on the page."""

from pathlib import Path

import pytest
from office_files import docx
from sample_documents import whole_text


def run(text: str) -> str:
    return f"<m:r><m:rPr/><m:t>{text}</m:t></m:r>"


X, Y, N = run("x"), run("y"), run("n+1")
FORMULAS = {
    "x^2": f"<m:sSup><m:e>{X}</m:e><m:sup>{run('2')}</m:sup></m:sSup>",
    "x_{n+1}": f"<m:sSub><m:e>{X}</m:e><m:sub>{N}</m:sub></m:sSub>",
    "x/y": f"<m:f><m:num>{X}</m:num><m:den>{Y}</m:den></m:f>",
    "{n+1}/{n+1}": f"<m:f><m:num>{N}</m:num><m:den>{N}</m:den></m:f>",
    "f(x|y)": f"{run('f')}<m:d><m:e>{X}</m:e><m:e>{Y}</m:e></m:d>",
    "[x]": f"<m:d><m:dPr><m:begChr m:val='['/><m:endChr m:val=']'/></m:dPr><m:e>{X}</m:e></m:d>",
    "{x": f"<m:d><m:dPr><m:begChr m:val='{{'/><m:endChr m:val=''/></m:dPr><m:e>{X}</m:e></m:d>",
    "√x": f"<m:rad><m:deg/><m:e>{X}</m:e></m:rad>",
    "3√{n+1}": f"<m:rad><m:deg>{run('3')}</m:deg><m:e>{N}</m:e></m:rad>",
    "∫ x": f"<m:nary><m:sub/><m:e>{X}</m:e></m:nary>",
    "∑_x^y n+1": f"<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>{X}</m:sub><m:sup>{Y}</m:sup>"
    f"<m:e>{N}</m:e></m:nary>",
    "sin x": f"<m:func><m:fName>{run('sin')}</m:fName><m:e>{X}</m:e></m:func>",
    "x y; n+1": f"<m:m><m:mr><m:e>{X}</m:e><m:e>{Y}</m:e></m:mr><m:mr><m:e>{N}</m:e></m:mr></m:m>",
    "x\ny": f"<m:eqArr><m:e>{X}</m:e><m:e>{Y}</m:e></m:eqArr>",
}


@pytest.mark.parametrize("shown", FORMULAS)
def test_a_formula_is_read_as_it_is_shown(tmp_path: Path, shown: str) -> None:
    body = f"<w:p xmlns:m='m'><m:oMath>{FORMULAS[shown]}</m:oMath></w:p>"
    assert whole_text(docx(tmp_path / "formula.docx", body)) == f"{shown}\n"


def test_equations_below_each_other_are_lines(tmp_path: Path) -> None:
    body = f"<w:p xmlns:m='m'><m:oMathPara><m:oMath>{X}</m:oMath><m:oMath>{Y}</m:oMath></m:oMathPara></w:p>"
    assert whole_text(docx(tmp_path / "formula.docx", body)) == "x\ny\n"
