r"""Reads the rows of dumps of databases without the escapes that stand for white space.

In `7\tKiln\nOven` of PostgreSQL's COPY, or in a text of MySQL's INSERT, "\n" would be the first letter of a word.
Sources: PostgreSQL, "COPY", Text Format; MySQL, "String Literals".
"""

import re

_ROW = re.compile(r"(?m)^(?:[^\t\n]{1,200}\t|(?i:INSERT INTO |REPLACE INTO )|\().*\\[nrt].*$")
_ESCAPE = re.compile(r"\\(?:([nrtbfv])|(.))")


def resolve_rows(text: str) -> str:
    """The text of an SQL file; in rows of data, escapes that stand for white space are two spaces."""
    if "\\" not in text:
        return text
    return _ROW.sub(lambda row: _ESCAPE.sub(lambda escape: "  " if escape[1] else escape[0], row[0]), text)
