r"""Escapes are no letters of the words beside them: "\nalle" is not "nalle"."""

import io

import pytest

from scent.formats.documents.registry import read_file


def read(name: str, content: str) -> str:
    return "".join(document.text for document in read_file(io.BytesIO(content.encode()), name.encode()))


@pytest.mark.parametrize(
    ("name", "written", "text"),
    [
        ("a.properties", "# Kiln\nkey.word=Gr\\u00fc\\u00dfe\\nalle\n", "# Kiln\nkey.word=Grüße  alle\n"),
        ("a.po", 'msgid "one\\ntwo"\nmsgstr "eins\\n"\n"zwei"\n', 'msgid "one  two"\nmsgstr "eins  "\n"zwei"\n'),
        ("a.strings", '"key" = "\\U00fcber\\nalle";\n', '"key" = "über  alle";\n'),
        ("fish_history", "- cmd: for i in *\\nheron\\nend\n", "- cmd: for i in *  heron  end\n"),
        (
            "dump.sql",
            "COPY notes (id) FROM stdin;\n1\tKiln\\nOven\\tTr C:\\\\new\n\\.\nINSERT INTO `t` VALUES ('a\\r\\nb');\n",
            "COPY notes (id) FROM stdin;\n1\tKiln  Oven  Tr C:\\\\new\n\\.\nINSERT INTO `t` VALUES ('a    b');\n",
        ),
        ("code.sql", "SELECT regexp_replace(a, '\\n', 'b');\n", "SELECT regexp_replace(a, '\\n', 'b');\n"),
    ],
)
def test_escapes_of_catalogues_histories_and_dumps_are_resolved(name: str, written: str, text: str) -> None:
    assert read(name, written) == text
