"""RTF: comments, headers, boxes and pictures are read in their place, hidden text is left out."""

from pathlib import Path

import pytest
from sample_documents import read_one, whole_text
from timing import grows_at_most

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


def test_text_that_a_tracked_change_deletes_is_left_out(tmp_path: Path) -> None:
    body = r"The mill{\deleted\revauthdel1 shed}. {\revised\revauth1 It }stands.\par Next."
    assert rtf(tmp_path / "a.rtf", body) == "The mill. It stands.\n\nNext.\n"


def test_characters_in_two_halves_are_read(tmp_path: Path) -> None:
    body = r"Rain \u-10179?\u-8697? and \uc0 \u55349\uc1 \u56600\'3fnity, half \u-10179? of one"
    assert rtf(tmp_path / "a.rtf", body) == "Rain \U0001f607 and \U0001d518nity, half \ufffd of one\n"


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
    "unit",
    ["{", "}", r"\*", r"{\header ", r"{\*\annotation ", r"{\sp{\sn a}{\sv b}}", "\\v ", "\\'", r"{\upr", r"{\*\ud "],
)
def test_long_runs_take_time_in_proportion(unit: str) -> None:
    def read(length: int) -> None:
        prepare_rtf(unit * (length // len(unit)))

    assert grows_at_most(read, 1 << 16, 1 << 18, times=16, least=0.02)


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


@pytest.mark.parametrize(
    ("page", "encoding", "text"),
    [(1252, "cp1252", "café naïve"), (1251, "cp1251", "Ключи"), (10000, "mac_roman", "café")],
)
def test_a_font_that_names_no_encoding_is_in_that_of_the_document(
    tmp_path: Path, page: int, encoding: str, text: str
) -> None:
    """Whatever the fonts after it name; a byte may also stand for itself."""
    codes = "".join(f"\\'{byte:02x}" for byte in text.encode(encoding))
    fonts = rf"{{\fonttbl{{\f0\fnil Arial;}}{{\f1\fnil\fcharset238 Arial CE;}}}}{{\info{{\title {codes}}}}}"
    source = rf"{{\rtf1\ansi\ansicpg{page}\deff1{fonts}\pard\f0 {codes} RAW \f1 \'e8\plain \'e8\par}}"
    (tmp_path / "a.rtf").write_bytes(source.encode().replace(b"RAW", text.encode(encoding)))
    document = read_one(tmp_path / "a.rtf")
    assert (document.title, document.text) == (text, f"{text} {text} čč\n")


def test_the_second_byte_of_a_character_may_stand_for_itself(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_text(r"{\rtf1\ansi\ansicpg932 \b\'83e\'83L\'83X\'83g \'31}")
    assert whole_text(tmp_path / "a.rtf") == "テキスト 1\n"


def test_as_many_codes_as_a_document_says_stand_for_a_unicode_character(tmp_path: Path) -> None:
    assert rtf(tmp_path / "a.rtf", r"\uc2\u26716\'96\'d8x{\uc1 \u233\'e9\'e9}\uc0\u233\'e9") == "桜xéééé\n"


def test_what_shows_an_object_of_another_program_is_read(tmp_path: Path) -> None:
    data = r"{\object\objemb{\*\objclass Word.Document.8}{\*\objdata 0105}{\result {\pard Boats moored\par}}}"
    assert rtf(tmp_path / "a.rtf", rf"Before {data}after\par") == "Before Boats moored\n\nafter\n"


def test_of_a_text_in_two_encodings_that_in_unicode_is_read(tmp_path: Path) -> None:
    assert rtf(tmp_path / "a.rtf", r"Kl{\upr{ic {\b ?}}{\*\ud{\u237?\u269?}}} od lodky") == "Klíč od lodky\n"


@pytest.mark.parametrize(
    ("form", "result", "text"),
    [
        (r"\ffres1", "", "second"),
        (r"\ffres0\ffdefres1", "", "first"),
        (r"\ffres25\ffdefres1", "", "second"),
        ("", "", "first"),
        (r"\ffres9", "", ""),
        (r"\ffres1", "shown", "shown"),
    ],
)
def test_the_chosen_entry_of_a_list_in_a_form_is_read(tmp_path: Path, form: str, result: str, text: str) -> None:
    entries = rf"{{\*\formfield{{\fftype2{form}{{\*\ffl first}}{{\*\ffl second}}}}}}"
    field = rf"{{\field{{\*\fldinst FORMDROPDOWN {entries}}}{{\fldrslt {result}}}}}"
    assert rtf(tmp_path / "a.rtf", rf"Berth [{field}].") == f"Berth [{text}].\n"


def test_a_formula_is_read_in_its_place(tmp_path: Path) -> None:
    fraction = r"{\mf{\mfPr{\mctrlPr\f1}}{\mnum{\mr\mscr0 p}}{\mden{\mr\mscr0 q}}}"
    power = r"{\msSup{\me{\md{\mdPr{\mendChr )}}{\me{\mr x}}}}{\msup{\mr 2}}}"
    formula = rf"{{\mmath{{\*\moMath {fraction}{{\mr = }}{power}}}}}"
    assert rtf(tmp_path / "a.rtf", rf"As {formula} says.\par") == "As p/q= (x)^2 says.\n"


def test_word_art_is_read_and_in_headers_once(tmp_path: Path) -> None:
    art = r"{\shp{\*\shpinst{\sp{\sn gtextUNICODE}{\sv Regatta}}}{\shprslt{\*\do{\dptxbxtext Regatta}}}}"
    headers = rf"{{\headerl {art}Club}}{{\headerr {art}Club}}"
    assert rtf(tmp_path / "a.rtf", rf"{headers}{art} Start.\par") == "Club Regatta\n\nRegatta\n\nStart.\n"


def test_a_box_that_is_repeated_for_older_programs_is_read_once(tmp_path: Path) -> None:
    old = r"{\shprslt{\*\do\dptxbx{\dptxbxtext\pard Boxed\par}}}"
    assert rtf(tmp_path / "a.rtf", rf"{{\shp{{\*\shpinst{{\shptxt Boxed\par}}}}{old}}}End.") == "Boxed\n\nEnd.\n"


def test_what_a_field_shows_by_its_code_alone_is_read(tmp_path: Path) -> None:
    button = r"{\field{\*\fldinst MACROBUTTON  None [Type a name]}}"
    guide = r"{\field{\*\fldinst { EQ \\* jc3 \\o\\al(\\s\\up 11(\u12363\'3f),\u28450?) }}{\fldrslt }}"
    date = r"{\field{\*\fldinst DATE}{\fldrslt 3 May}}{\field{\*\fldinst PAGE}}"
    text = rtf(tmp_path / "a.rtf", rf"Dear {button}, {guide}, {date}.")
    assert text == "Dear [Type a name], か 漢, 3 May.\n"
