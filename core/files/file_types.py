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


def formats_of(names: Iterable[str]) -> tuple[str, ...]:
    """The formats of all types in `names`, whose case does not matter.

    Raises:
        UsageError: A type does not exist.
    """
    from difflib import get_close_matches

    types = file_types()
    formats: list[str] = []
    for name in names:
        if name.lower() not in types:
            near = get_close_matches(name.lower(), types, n=1)
            hint = f"did you mean {near[0]}?" if near else "list the types with: scent search --type-list"
            raise UsageError(f"there is no type {name!r}", hint=hint)
        formats += types[name.lower()]
    return tuple(formats)


def has_own_lines(name: str) -> bool:
    """Whether the lines of documents of a format are those of their files, as an editor shows them."""
    from scent.formats.documents.registry import FORMATS

    return any(each.is_text for each in FORMATS if each.name == name)
