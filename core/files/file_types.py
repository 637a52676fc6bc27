"""The file types that `--type` takes, and the formats of documents that each stands for."""

from collections.abc import Iterable

from scent.errors import UsageError

# Types with another name than a format, and the formats that each stands for.
_ALIASES = {
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
    """The formats that each type stands for, sorted by the type's name."""
    from scent.formats.documents.registry import FORMATS  # imported here: it loads the readers, which few searches need

    return dict(sorted({**{each.name: (each.name,) for each in FORMATS}, **_ALIASES}.items()))


def _formats_by_suffix(suffix: str) -> tuple[str, ...]:
    """The formats of files whose names end so."""
    from scent.formats.documents.registry import FORMATS

    return tuple(each.name for each in FORMATS if suffix in each.suffixes)


def formats_of(names: Iterable[str]) -> tuple[str, ...]:
    """The formats of all types in `names`, whose case does not matter; what is no type may be the end of a file's name.

    Raises:
        UsageError: A type does not exist.
    """
    from difflib import get_close_matches

    types = file_types()
    formats: list[str] = []
    for name in names:
        found = types.get(name.lower()) or _formats_by_suffix(f".{name.lower()}")
        if not found:
            near = get_close_matches(name.lower(), types, n=1)
            hint = f"did you mean {near[0]}?" if near else "list the types with: scent search --type-list"
            raise UsageError(f"there is no type {name!r}", hint=hint)
        formats += found
    return tuple(formats)


def has_own_lines(name: str) -> bool:
    """Whether the lines of documents of a format are those of their files, as an editor shows them."""
    from scent.formats.documents.registry import FORMATS

    return any(each.is_text for each in FORMATS if each.name == name)
