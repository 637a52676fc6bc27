"""Find and download files on Hugging Face, with its own client.

The only module that imports huggingface_hub. The client reads the user's mirror, proxy, token and
offline mode from HF_ENDPOINT, HTTPS_PROXY, HF_TOKEN, HF_HUB_OFFLINE and their kin:
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
from scent.core.models.names import PullTarget, with_name
from scent.errors import ModelError

# Called with the bytes that have arrived and the bytes of the whole file (0 if unknown).
OnProgress = Callable[[int, int], None]

_SHA256_DIGITS: Final = 64
_NOT_FOUND: Final = 404
_MAX_FILES_SHOWN: Final = 8
# The client's default is ten megabytes; a broken connection loses what has arrived of the last
# chunk.
_CHUNK_BYTES: Final = 1 << 20
_RESUME: Final = "the partial download is kept, and the same command resumes it"
_NOT_A_HUB: Final = ("the server does not answer like a hub", "check HF_ENDPOINT, the proxy and the network")
_SIGN_IN: Final = "set HF_TOKEN, or sign in with: hf auth login"


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file as the server describes it.

    `size` is in bytes, `revision` is a commit, and `sha256` is in hex; None or empty if the server
    does not say.
    """

    url: str
    etag: str | None = None
    size: int | None = None
    revision: str = ""
    sha256: str | None = None


def endpoint() -> str:
    """Set up the client and return the URL of the hub in use: Hugging Face, or the mirror in HF_ENDPOINT.

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
            hint="install it with: pip install 'scent[hub]'",
        ) from None
    import logging

    set_verbosity(logging.CRITICAL)
    disable_progress_bars()
    constants.HF_HUB_DISABLE_TELEMETRY = True  # the server learns which file is requested, and nothing about the user
    return constants.ENDPOINT


def offline() -> bool:
    """Whether HF_HUB_OFFLINE forbids requests."""
    from huggingface_hub import constants

    return constants.is_offline_mode()


def choose_file(target: PullTarget) -> PullTarget:
    """Choose a file of a repository: the only one, the only one whose name contains `target.file`, or its Q8_0.

    Raises:
        ModelError: no file or several files match.
    """
    from huggingface_hub import HfApi

    files = HfApi().model_info(target.repository, revision=target.revision).siblings or []
    models = [file.rfilename for file in files if file.rfilename.endswith(".gguf")]
    part = target.file or ("q8_0" if len(models) > 1 else "")
    matches = [name for name in models if part.lower() in name.lower()]
    if len(matches) == 1:
        return with_name(replace(target, file=matches[0]))
    if not models:
        raise ModelError(f"{target.repository} has no GGUF file", hint="look for a repository with GGUF in its name")
    shown = ", ".join((matches or models)[:_MAX_FILES_SHOWN])
    if target.file:
        what = f"{'several files' if matches else 'no file'} with {target.file!r} in the name"
    else:
        what = "several models"
    raise ModelError(f"{target.repository} has {what}: {shown}", hint=f"choose one: {target.repository}:FILE")


def locate(target: PullTarget) -> RemoteFile:
    """Ask the server about a file, without downloading it.

    Raises:
        ModelError: the server should be a hub, but is not.
    """
    from huggingface_hub import get_hf_file_metadata, hf_hub_url

    url = target.url or hf_hub_url(target.repository, target.file, revision=target.revision)
    metadata = get_hf_file_metadata(url, token=_token(target), library_name="scent")
    if target.repository and metadata.commit_hash is None:
        raise ModelError(_NOT_A_HUB[0], hint=_NOT_A_HUB[1])
    etag = metadata.etag or ""
    # The hub gives the SHA-256 of a large file as its etag.
    sha256 = etag if metadata.commit_hash and len(etag) == _SHA256_DIGITS else None
    return RemoteFile(url, metadata.etag, metadata.size, metadata.commit_hash or "", sha256)


def copy_from_cache(target: PullTarget, path: Path) -> RemoteFile | None:
    """Copy a file from the cache of Hugging Face's client to `path`, for offline use; None if it is not there."""
    from huggingface_hub import try_to_load_from_cache

    if not target.repository:
        return None
    cached = try_to_load_from_cache(target.repository, target.file, revision=target.revision)
    if not isinstance(cached, str):
        return None
    shutil.copyfile(cached, path)
    return RemoteFile(f"{target.repository}/{target.file}", revision=Path(cached).parent.name)


def download(remote: RemoteFile, part: Path, target: PullTarget, on_progress: OnProgress) -> None:
    """Append to `part` what is missing of a file. The client continues after a broken connection.

    Raises:
        ModelError: the disk has no room for the file.
    """
    from huggingface_hub import constants
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils._headers import build_hf_headers

    start = part.stat().st_size if part.exists() else 0
    size = remote.size or target.size
    free = shutil.disk_usage(part.parent).free
    if size is not None and size - start > free:
        message = f"{target.name} needs {size - start:,} bytes more, and {part.parent} has room for {free:,}"
        raise ModelError(message, hint=f"make room; {_RESUME}")
    constants.DOWNLOAD_CHUNK_SIZE = _CHUNK_BYTES
    headers = build_hf_headers(token=_token(target), library_name="scent", library_version=scent.__version__)
    with part.open("ab") as file:
        output: Any = _ProgressFile(file, size or 0, on_progress)
        http_get(remote.url, output, resume_size=start, headers=headers, expected_size=size)


@contextmanager
def translate_errors(target: PullTarget, directory: Path) -> Iterator[None]:
    """Turn every error of the client, and of writing to `directory`, into a ModelError with one clear sentence."""
    import httpx2
    from huggingface_hub import errors

    try:
        yield
    except errors.OfflineModeIsEnabled:
        raise ModelError("HF_HUB_OFFLINE forbids requests to the hub", hint="unset HF_HUB_OFFLINE") from None
    except (errors.HfHubHTTPError, errors.FileMetadataError) as error:
        raise _http_error(error, target) from error
    except httpx2.TransportError as error:
        reason = str(error) or type(error).__name__
        raise ModelError(
            f"the server of {target.repository or target.url} cannot be reached: {reason}",
            hint=f"check the network; HF_ENDPOINT names a mirror, HTTPS_PROXY a proxy; {_RESUME}",
        ) from error
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            message = f"there is no room left in {directory}: {error.strerror}"
            raise ModelError(message, hint=f"make room; {_RESUME}") from error
        if error.errno is None:  # the client raises this if the file is too short
            raise ModelError(f"{target.name} did not arrive completely", hint=f"try again: {_RESUME}") from error
        raise ModelError(f"{target.name or target.repository} cannot be written: {error}") from error


class _ProgressFile:
    """A file that reports its length after every write."""

    def __init__(self, file: IO[bytes], total: int, on_progress: OnProgress) -> None:
        self._file = file
        self._total = total
        self._on_progress = on_progress

    def write(self, data: bytes) -> int:
        written = self._file.write(data)
        self._on_progress(self._file.tell(), self._total)
        return written

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - all other attributes of a file
        return getattr(self._file, name)


def _token(target: PullTarget) -> bool | None:
    """Whether to send the user's token: to a hub if there is one (None), and never to another server (False)."""
    return False if target.url else None


def _http_error(error: Exception, target: PullTarget) -> ModelError:
    """Explain why a server did not give a file."""
    from huggingface_hub import errors

    page = f"https://huggingface.co/{target.repository}"
    sentences: dict[type[Exception], tuple[str, str]] = {
        errors.GatedRepoError: (f"{target.repository} is gated", f"accept its terms at {page}, then {_SIGN_IN}"),
        errors.RepositoryNotFoundError: (
            f"there is no repository {target.repository}, or it is private",
            f"check its name; if it is private, {_SIGN_IN}",
        ),
        errors.RevisionNotFoundError: (
            f"{target.repository} has no revision {target.revision}",
            f"get the current one with: scent models pull {target.repository}:{target.file}",
        ),
        errors.RemoteEntryNotFoundError: (f"{target.repository} has no file {target.file}", f"its files: {page}"),
        errors.FileMetadataError: _NOT_A_HUB,
    }
    for kind, (sentence, hint) in sentences.items():
        if isinstance(error, kind):
            return ModelError(sentence, hint=hint)
    status = getattr(getattr(error, "response", None), "status_code", 0)
    file = target.url or f"{target.file} of {target.repository}".removeprefix(" of ")
    if status == _NOT_FOUND:
        return ModelError(f"the server has no {file}", hint="check the address")
    refused = status in {401, 403}
    sentence = f"the server refuses {file}" if refused else f"the server failed to send {file}"
    return ModelError(f"{sentence} (HTTP {status})", hint=_SIGN_IN if refused else "try again later")
