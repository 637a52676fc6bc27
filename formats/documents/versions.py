"""Versions of the readers, by which an index run knows which files a newer scent reads better.

The index has for each document the version that read it. A run reads a file again whose version is
below the current one, even if the file did not change; passages with the same text keep their vectors.

Raise `COMMON` if a change can concern files of any format: how formats are recognised, characters
decoded, or containers unpacked, or when a reader refuses a file, which is then read as text. Raise
a format's number in `VERSIONS` if its reader reads other text, blocks, places or metadata.
`tests/formats/documents/test_versions.py` fails where that was forgotten.

This module loads nothing: the check whether an index is up to date needs it.
"""

from collections.abc import Mapping

# 0 stands for scent 0.1.0.
COMMON = 7
VERSIONS: Mapping[str, int] = {
    "bibtex": 1,
    "chat": 4,
    "csv": 1,
    "docx": 2,
    "epub": 2,
    "fish history": 1,
    "gedcom": 1,
    "html": 4,
    "ics": 1,
    "json": 2,
    "jsonl": 2,
    "latex": 2,
    "ldif": 1,
    "mail": 4,
    "man": 2,
    "mbox": 4,
    "mhtml": 3,
    "notebook": 1,
    "odp": 1,
    "ods": 2,
    "odt": 1,
    "pdf": 2,
    "po": 1,
    "pptx": 2,
    "properties": 1,
    "rtf": 1,
    "sql": 1,
    "sqlite": 2,
    "srt": 2,
    "strings": 1,
    "svg": 2,
    "text": 1,
    "tsv": 1,
    "vcf": 1,
    "vtt": 2,
    "xls": 2,
    "xlsx": 2,
    "xml": 2,
    "yaml": 1,
}

# Both numbers are stored as one; the versions of all formats together stay below this.
_COMMON_STEP = 100_000


def version_of(document_format: str, *, whole: bool = True) -> int:
    """Return the version that the index records of a document.

    Args:
        document_format: The format that it was read as.
        whole: Whether all of it was read. A file that was read in part, or not at all, may be read
            better by a change of any reader.
    """
    return COMMON * _COMMON_STEP + (VERSIONS.get(document_format, 0) if whole else sum(VERSIONS.values()))


def all_versions() -> str:
    """Return a string that is another one whenever any version is."""
    return " ".join((str(COMMON), *(f"{name}:{number}" for name, number in sorted(VERSIONS.items()))))
