"""What is asked of Hugging Face's own client: its mirrors, proxies, tokens and offline mode are the user's.

Owned here: finding a file on the hub, fetching its bytes, and what to say where that fails. The only module that
imports huggingface_hub, which reads HF_ENDPOINT, HF_HUB_OFFLINE, HF_TOKEN, HTTPS_PROXY and their kin by itself:
https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables
"""

import errno
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Final

import scent
from scent.core.models.names import Wanted, named
from scent.errors import ModelError

# Told how many bytes of how many are here; 0 where nobody knows how many there will be.
Report = Callable[[int, int], None]

_SHA256_DIGITS: Final = 64
_GONE: Final = 404
# Of the client's ten megabytes, what had come of the last would be lost with every break.
_CHUNK: Final = 1 << 20
_KEPT: Final = "what was fetched is kept, and the same command goes on from there"
_NO_HUB: Final = ("the server does not speak as a hub does", "Check HF_ENDPOINT, the proxy and the network.")
_SIGN_IN: Final = "set HF_TOKEN, or sign in with: hf auth login"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a file is fetched from: what the server says of it; `revision` is a commit, `sha256` in hex, if any."""

    url: str
    etag: str | None = None
    size: int | None = None
    revision: str = ""
    sha256: str | None = None


def endpoint() -> str:
    """The hub in use: Hugging Face's, or the mirror that HF_ENDPOINT names.

    Raises:
        ModelError: the client is not installed.
    """
    try:
        from huggingface_hub import constants
        from huggingface_hub.utils.logging import set_verbosity
        from huggingface_hub.utils.tqdm import disable_progress_bars
    except ImportError:
        raise ModelError(
            "fetching models needs Hugging Face's client, which is not installed",
            hint="Install it with: pip install 'scent[hub]'",
        ) from None
    import logging

    set_verbosity(logging.CRITICAL)
    disable_progress_bars()
    constants.HF_HUB_DISABLE_TELEMETRY = True  # a server is told what is wanted, and nothing of who wants it
    return constants.ENDPOINT


def offline() -> bool:
    """Whether HF_HUB_OFFLINE forbids to ask anybody."""
    from huggingface_hub import constants

    return constants.is_offline_mode()


def chosen(want: Wanted) -> Wanted:
    """The file of a repository that was meant: the only one, the only one of that part of a name, or its Q8_0.

    Raises:
        ModelError: there is none, or it could be several.
    """
    from huggingface_hub import HfApi

    files = HfApi().model_info(want.repository, revision=want.revision).siblings or []
    models = [each.rfilename for each in files if each.rfilename.endswith(".gguf")]
    asked = want.file or ("q8_0" if len(models) > 1 else "")
    fitting = [name for name in models if asked.lower() in name.lower()]
    if len(fitting) == 1:
        return named(replace(want, file=fitting[0]))
    if not models:
        raise ModelError(f"{want.repository} holds no GGUF file", hint="Look for a repository whose name has GGUF.")
    shown = ", ".join((fitting or models)[:8])
    what = f"not one file {want.file!r}" if want.file else "several models"
    raise ModelError(f"{want.repository} has {what}: {shown}", hint=f"Say which: {want.repository}:FILE")


def located(want: Wanted) -> Source:
    """Ask the server about a file, without fetching it.

    Raises:
        ModelError: it should be a hub, and is none.
    """
    from huggingface_hub import get_hf_file_metadata, hf_hub_url

    url = want.url or hf_hub_url(want.repository, want.file, revision=want.revision)
    told = get_hf_file_metadata(url, token=_token(want), library_name="scent")
    if want.repository and told.commit_hash is None:
        raise ModelError(_NO_HUB[0], hint=_NO_HUB[1])
    etag = told.etag or ""
    vouched = etag if told.commit_hash and len(etag) == _SHA256_DIGITS else None
    return Source(url, told.etag, told.size, told.commit_hash or "", vouched)


def cached(want: Wanted, target: Path) -> Source | None:
    """Copy a file that Hugging Face's own cache holds, for those who are offline; None if it does not."""
    from huggingface_hub import try_to_load_from_cache

    found = try_to_load_from_cache(want.repository, want.file, revision=want.revision) if want.repository else None
    if not isinstance(found, str):
        return None
    shutil.copyfile(found, target)
    return Source(f"{want.repository}/{want.file}", revision=Path(found).parent.name)


def fetch(source: Source, part: Path, want: Wanted, report: Report) -> None:
    """Fetch what is missing of a file, in one go or after breaks of the connection.

    Raises:
        ModelError: there is no room for it.
    """
    from huggingface_hub import constants
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils._headers import build_hf_headers

    here = part.stat().st_size if part.exists() else 0
    size = source.size or want.size
    free = shutil.disk_usage(part.parent).free
    if size is not None and size - here > free:
        message = f"{want.name} takes {size - here:,} bytes more, and there is room for {free:,} in {part.parent}"
        raise ModelError(message, hint=f"Make room; {_KEPT}.")
    constants.DOWNLOAD_CHUNK_SIZE = _CHUNK
    headers = build_hf_headers(token=_token(want), library_name="scent", library_version=scent.__version__)
    with part.open("ab") as file:
        counted: Any = _Counted(file, size or 0, report)
        http_get(source.url, counted, resume_size=here, headers=headers, expected_size=size)


@contextmanager
def explained(want: Wanted, directory: Path) -> Iterator[None]:
    """Turn whatever the client raises into one sentence.

    Raises:
        ModelError: that sentence.
    """
    import httpx2
    from huggingface_hub import errors

    try:
        yield
    except errors.OfflineModeIsEnabled:
        raise ModelError("HF_HUB_OFFLINE forbids to ask the hub", hint="Unset HF_HUB_OFFLINE.") from None
    except (errors.HfHubHTTPError, errors.FileMetadataError) as error:
        raise _refused(error, want) from error
    except httpx2.TransportError as error:
        reason = str(error) or type(error).__name__
        raise ModelError(
            f"the server of {want.repository or want.url} cannot be reached: {reason}",
            hint=f"See that there is a network: HF_ENDPOINT names a mirror, HTTPS_PROXY a proxy; {_KEPT}.",
        ) from error
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise ModelError(f"{directory} takes no more: {error.strerror}", hint=f"Make room; {_KEPT}.") from error
        if error.errno is None:  # the client's own way to say that too little came
            raise ModelError(f"{want.name} did not come whole", hint=f"Try again: {_KEPT}.") from error
        raise ModelError(f"{want.name or want.repository} cannot be written: {error}") from error


class _Counted:
    """A file that tells how much of it there is whenever it grows."""

    def __init__(self, file: IO[bytes], total: int, report: Report) -> None:
        self._file = file
        self._total = total
        self._report = report

    def write(self, data: bytes) -> int:
        written = self._file.write(data)
        self._report(self._file.tell(), self._total)
        return written

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever else a file does
        return getattr(self._file, name)


def _token(want: Wanted) -> bool | None:
    """Whether to send the user's token: to the hub where there is one (None), never to anybody else."""
    return False if want.url else None


def _refused(error: Exception, want: Wanted) -> ModelError:
    """Why a server gave no file."""
    from huggingface_hub import errors

    page = f"https://huggingface.co/{want.repository}"
    sentences: dict[type[Exception], tuple[str, str]] = {
        errors.GatedRepoError: (f"{want.repository} is gated", f"Accept its terms at {page}, then {_SIGN_IN}."),
        errors.RepositoryNotFoundError: (
            f"there is no repository {want.repository}, or it is private",
            f"Check its name; if it is private, {_SIGN_IN}.",
        ),
        errors.RevisionNotFoundError: (
            f"{want.repository} has no revision {want.revision}",
            f"What it has now is fetched by: scent models pull {want.repository}:{want.file}",
        ),
        errors.RemoteEntryNotFoundError: (f"{want.repository} has no file {want.file}", f"See what it has: {page}"),
        errors.FileMetadataError: _NO_HUB,
    }
    for kind, (sentence, hint) in sentences.items():
        if isinstance(error, kind):
            return ModelError(sentence, hint=hint)
    status = getattr(getattr(error, "response", None), "status_code", 0)
    what = want.url or f"{want.file} of {want.repository}".removeprefix(" of ")
    if status == _GONE:
        return ModelError(f"the server has no {what}", hint="Check the address.")
    refused = status in {401, 403}
    verb, hint = ("refuses", _SIGN_IN[:1].upper() + _SIGN_IN[1:]) if refused else ("fails at", "Try again later")
    return ModelError(f"the server {verb} {what} (HTTP {status})", hint=f"{hint}.")
