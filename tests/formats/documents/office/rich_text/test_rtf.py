"""RTF: comments, headers, boxes and pictures are read in their place, hidden text is left out."""

import time
from pathlib import Path

import pytest
from sample_documents import whole_text

from scent.formats.documents.office.rich_text.rtf_groups import prepare_rtf


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


@pytest.mark.parametrize(
    ("charset", "encoding", "text"),
    [
        (204, "cp1251", "Ключи от лодки"),
        (238, "cp1250", "Klíče od člunu"),
        (128, "cp932", "船の鍵"),
        (77, "mac_roman", "Clés du bâteau"),
    ],
)
def test_characters_are_in_the_encoding_of_their_font(tmp_path: Path, charset: int, encoding: str, text: str) -> None:
    codes = "".join(f"\\'{byte:02x}" for byte in text.encode(encoding))
    fonts = rf"{{\fonttbl{{\f0\fnil Serif;}}{{\f1\fnil\fcharset{charset} Other;}}}}"
    assert rtf(tmp_path / "a.rtf", rf"caf\'e9 {{\f1 {codes}}} caf\'e9", fonts) == f"café {text} café\n"


def test_a_code_that_stands_for_a_unicode_character_before_it_is_not_read_twice(tmp_path: Path) -> None:
    fonts = r"{\fonttbl{\f0\fnil Serif;}{\f1\fnil\fcharset204 Other;}}"
    assert rtf(tmp_path / "a.rtf", r"{\f1 \u1082\'ea\u1083\'eb}", fonts) == "кл\n"


def test_a_document_of_a_macintosh_is_in_its_encoding(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_text(r"{\rtf1\mac caf\'8e}")
    assert whole_text(tmp_path / "a.rtf") == "café\n"


def test_a_text_that_a_table_of_fonts_without_an_end_would_hide_is_read_as_text(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_text(r"{\rtf1\ansi{\fonttbl{\f0 Serif;} The tides of June.")
    assert "The tides of June." in whole_text(tmp_path / "a.rtf")
