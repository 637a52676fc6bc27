"""Parse the argument of `scent models pull`: a name of the catalogue, a repository on the hub, or a URL. Pure."""

import re
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import unquote, urlsplit

from scent.core.models import catalogue
from scent.core.models.conversion.sentence_transformers import WEIGHTS
from scent.core.models.store import SUFFIX
from scent.errors import UsageError

_HUBS: Final = ("huggingface.co", "www.huggingface.co", "hf.co")
# OWNER/NAME as the hub allows it, and after a colon a file or a part of its name.
_REPOSITORY: Final = re.compile(r"([\w.-]+/[\w.-]+)(?::(.+))?", re.ASCII)
_NAME: Final = re.compile(r"[\w][\w.+-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class PullTarget:
    """A model file to fetch.

    The file is given by `url` if its server is not a hub, and otherwise by `repository`, `revision`
    and `file`. `file` may be a part of the file's name, or empty if the repository has only one.
    `size` in bytes and `sha256` in hex come from the catalogue, and are None if it does not list
    them. `name` is the name that the model gets here; it is empty until the file is known.
    """

    name: str = ""
    url: str = ""
    repository: str = ""
    revision: str = "main"
    file: str = ""
    size: int | None = None
    sha256: str | None = None


def parse_target(argument: str, endpoint: str) -> PullTarget:
    """Parse a name of the catalogue, OWNER/NAME[:FILE] or a URL; `endpoint` is the URL of the hub in use.

    Raises:
        UsageError: the argument is none of these.
    """
    if entry := catalogue.entry(argument):
        file = entry.file or WEIGHTS
        return PullTarget(entry.name, "", entry.repository, entry.revision, file, entry.size, entry.sha256)
    if re.match(r"https?://", argument):
        return _parse_url(argument, endpoint)
    if match := _REPOSITORY.fullmatch(argument):
        return with_name(PullTarget(repository=match[1], file=match[2] or ""))
    hint = (
        catalogue.hint(argument) or "give a name that scent models lists, OWNER/NAME[:FILE] on Hugging Face, or a URL"
    )
    raise UsageError(f"there is no model {argument!r} to fetch", hint=hint)


def with_name(target: PullTarget) -> PullTarget:
    """A file on the hub with its name here; unchanged if only a part of the file's name is known."""
    return replace(target, name=_name(target.file)) if target.file.endswith(SUFFIX) else target


def _parse_url(url: str, endpoint: str) -> PullTarget:
    parts = urlsplit(url)
    path = unquote(parts.path).strip("/").split("/")
    # The hub's own links are OWNER/NAME/resolve/REVISION/FILE; its pages, which people copy, have
    # blob.
    if parts.hostname in {*_HUBS, urlsplit(endpoint).hostname} and len(path) > 4 and path[2] in {"resolve", "blob"}:  # noqa: PLR2004
        return with_name(PullTarget(repository="/".join(path[:2]), revision=path[3], file="/".join(path[4:])))
    if parts.hostname in _HUBS and len(path) == 2:  # noqa: PLR2004  # the page of a repository
        return PullTarget(repository="/".join(path))
    return PullTarget(name=_name(path[-1]), url=url)


def _name(file: str) -> str:
    """The name of a model here: that of its file, without directories and suffix.

    Raises:
        UsageError: the file's name does not give one.
    """
    name = file.rpartition("/")[2].removesuffix(SUFFIX)
    if not file.endswith(SUFFIX) or not _NAME.fullmatch(name):
        raise UsageError(f"{file or 'the address'!r} does not name a GGUF file", hint="its name must end in .gguf")
    return name
