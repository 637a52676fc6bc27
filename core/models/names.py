"""Which published model a word of the command line means. Pure: nothing is asked of anybody.

Owned here: names of the catalogue, repositories and addresses, told apart.
"""

import re
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import unquote, urlsplit

from scent.core.models import catalogue
from scent.errors import UsageError

_HUBS: Final = ("huggingface.co", "www.huggingface.co", "hf.co")
# OWNER/NAME as the hub takes them, and after a colon a file or a part of its name.
_REPOSITORY: Final = re.compile(r"([\w.-]+/[\w.-]+)(?::(.+))?", re.ASCII)
_NAME: Final = re.compile(r"[\w][\w.+-]*", re.ASCII)
_ENDING: Final = ".gguf"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A model file that somebody wants.

    Either `url` names it, on a server that is no hub, or `repository`, `revision` and `file` do; `file` may be a part
    of a file's name, or empty for the only one. `size` and `sha256` are what the catalogue says, None where it says
    nothing. `name` is empty as long as the file is not known.
    """

    name: str = ""
    url: str = ""
    repository: str = ""
    revision: str = "main"
    file: str = ""
    size: int | None = None
    sha256: str | None = None


def wanted(word: str, endpoint: str) -> Wanted:
    """What `word` means: a name of the catalogue, OWNER/NAME[:FILE], or an address; `endpoint` is the hub in use.

    Raises:
        UsageError: it is none of these.
    """
    if known := catalogue.entry(word):
        return Wanted(known.name, "", known.repository, known.revision, known.file, known.size, known.sha256)
    if re.match(r"https?://", word):
        return _addressed(word, endpoint)
    if match := _REPOSITORY.fullmatch(word):
        return named(Wanted(repository=match[1], file=match[2] or ""))
    hint = catalogue.hint(word) or "Say a name that scent models lists, OWNER/NAME[:FILE] on Hugging Face, or a URL."
    raise UsageError(f"there is no model {word!r} to fetch", hint=hint)


def named(found: Wanted) -> Wanted:
    """A file on the hub with the name that it gets here; as it is where only a part of its name is known."""
    return replace(found, name=_name(found.file)) if found.file.endswith(_ENDING) else found


def _addressed(url: str, endpoint: str) -> Wanted:
    parts = urlsplit(url)
    path = unquote(parts.path).strip("/").split("/")
    # OWNER / NAME / resolve / REVISION / FILE, as the hub's pages link to files; blob is what people copy.
    if parts.hostname in {*_HUBS, urlsplit(endpoint).hostname} and len(path) > 4 and path[2] in {"resolve", "blob"}:  # noqa: PLR2004
        return named(Wanted(repository="/".join(path[:2]), revision=path[3], file="/".join(path[4:])))
    if parts.hostname in _HUBS and len(path) == 2:  # noqa: PLR2004  # the page of a repository
        return Wanted(repository="/".join(path))
    return Wanted(name=_name(path[-1]), url=url)


def _name(file: str) -> str:
    """The name of a file on this machine: its own, without directories and ending.

    Raises:
        UsageError: it has none that could be one.
    """
    name = file.rpartition("/")[2].removesuffix(_ENDING)
    if not file.endswith(_ENDING) or not _NAME.fullmatch(name):
        raise UsageError(f"{file or 'the address'!r} does not name a GGUF file", hint="Its name must end in .gguf.")
    return name
