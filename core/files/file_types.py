"""Types of files by the names that people type, as ripgrep has them.

Owned here: which formats a name stands for.
"""

from collections.abc import Iterable

from scent.errors import UsageError

# Names that are not a format's own, and the formats that each stands for.
_ALSO = {
    "adoc": ("asciidoc",),
    "asm": ("assembly",),
    "chat": ("chat", "whatsapp"),
    "cpp": ("c++",),
    "cs": ("c#",),
    "csharp": ("c#",),
    "hs": ("haskell",),
    "ipynb": ("notebook",),
    "js": ("javascript",),
    "jupyter": ("notebook",),
    "mail": ("mail", "mbox"),
    "md": ("markdown",),
    "pl": ("perl",),
    "ps": ("powershell",),
    "py": ("python",),
    "rb": ("ruby",),
    "sh": ("shell",),
    "sheet": ("ods", "xls", "xlsx"),
    "tex": ("latex",),
    "tf": ("terraform",),
    "ts": ("typescript",),
    "txt": ("text",),
    "yml": ("yaml",),
}


def file_types() -> dict[str, tuple[str, ...]]:
    """Every name of a type, in order, and the formats of documents it stands for."""
    from scent.formats.documents.registry import FORMATS  # loads what reads documents; only some searches need it

    return dict(sorted({**{each.name: (each.name,) for each in FORMATS}, **_ALSO}.items()))


def formats_of(names: Iterable[str]) -> tuple[str, ...]:
    """The formats that the types called `names` stand for.

    Raises:
        UsageError: there is no such type.
    """
    from difflib import get_close_matches

    known = file_types()
    found: list[str] = []
    for name in names:
        if name.lower() not in known:
            near = get_close_matches(name.lower(), known, n=1)
            hint = f"Did you mean {near[0]}?" if near else "List them with: scent search --type-list"
            raise UsageError(f"there is no type {name!r}", hint=hint)
        found += known[name.lower()]
    return tuple(found)
