"""RTF: comments, headers, boxes and pictures are read in their place, hidden text is left out."""

import time
from pathlib import Path

import pytest
from sample_documents import whole_text

from scent.formats.documents.office.rtf_groups import prepare_rtf


def rtf(path: Path, body: str, info: str = "") -> str:
    path.write_text(f"{{\\rtf1\\ansi\\ansicpg1252{{\\fonttbl{{\\f0 Times;}}}}{info}{body}}}", newline="")
    return whole_text(path)


def test_a_comment_stands_in_brackets_behind_its_words(tmp_path: Path) -> None:
    comment = r"{\v\fs16 {\*\atnid A}{\*\atnauthor Ada}\chatn {\*\annotation{\*\atnref 1}\pard\plain Ask Tom\par now.}}"
    assert rtf(tmp_path / "a.rtf", rf"The slip needs tar{comment}.\par Next.") == (
        "The slip needs tar [Ask Tom now.].\n\nNext.\n"
    )


def test_headers_and_footers_are_read_once(tmp_path: Path) -> None:
    header, footer = r"{\headerl\pard Harbour office\par}", r"{\footer\pard Bank {\b of} Marrow\par}"
    pages = r"{\headerf Page \chpgn}"
    body = header + header.replace("headerl", "headerr") + pages + footer + r"\pard Dear Tom.\par"
    assert rtf(tmp_path / "a.rtf", body) == "Harbour office\n\nDear Tom.\n\nBank of Marrow\n"


def test_hidden_text_is_left_out(tmp_path: Path) -> None:
    body = r"The mill {\v secretly\'e4\u8364? {\b and}\par } stands\v  here\v0  still\v  x\plain .\par Next."
    assert rtf(tmp_path / "a.rtf", body) == "The mill stands still.\n\nNext.\n"


def test_text_boxes_and_descriptions_of_pictures_are_read_once(tmp_path: Path) -> None:
    picture = r"{\*\shppict{\pict{\*\picprop{\sp{\sn wzDescription}{\sv A red shed}}}\pngblip 89504e47}}"
    picture += r"{\nonshppict{\pict\wmetafile8 0100}}"
    box = (
        r"{\shp{\*\shpinst\shpleft1{\sp{\sn shapeType}{\sv 202}}{\shptxt \pard Boxed words\par}}{\shprslt Boxed words}}"
    )
    assert rtf(tmp_path / "a.rtf", rf"Below{picture}.\par {box}End.") == (
        "Below [A red shed].\n\nBoxed words\n\nEnd.\n"
    )


def test_a_drop_cap_belongs_to_its_word(tmp_path: Path) -> None:
    body = r"{\pard\dropcapli3\dropcapt1\fs96 O\par}\pard nce there was a mill.\par Next."
    assert rtf(tmp_path / "a.rtf", body) == "Once there was a mill.\n\nNext.\n"


def test_raw_data_of_a_picture_may_hold_braces(tmp_path: Path) -> None:
    assert rtf(tmp_path / "a.rtf", "Before.\\par {\\pict\\bin5 }}{{\\}After.") == "Before.\n\nAfter.\n"


def test_what_the_metadata_say_of_the_content_is_read(tmp_path: Path) -> None:
    info = r"{\info{\title Sheds}{\keywords oars, tar}{\doccomm On sheds.}}"
    assert rtf(tmp_path / "a.rtf", "Text.", info) == "Text.\n\nDescription: On sheds.\n\nKeywords: oars, tar\n"


@pytest.mark.parametrize(
    "unit", ["{", "}", r"\*", r"{\header ", r"{\*\annotation ", r"{\sp{\sn a}{\sv b}}", "\\v ", "\\'"]
)
def test_long_runs_take_time_in_proportion(unit: str) -> None:
    def seconds(length: int) -> float:
        begin = time.process_time()
        prepare_rtf(unit * (length // len(unit)))
        return time.process_time() - begin

    seconds(1 << 10)
    assert seconds(1 << 18) < 16 * max(seconds(1 << 16), 0.02)
