"""The settings of a run: options win over `SCENT_*` variables, these over config.toml, and that over the defaults."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from scent.cli.settings import locations, values
from scent.core.model_place import Place, is_address
from scent.core.types import EXACT_SECONDS
from scent.errors import UsageError

if TYPE_CHECKING:
    from scent.core.config import Strategy
    from scent.core.profile import Profile
    from scent.core.server.session import Server


# Far more than all settings take; what has no end, such as /dev/zero, is not read to its end.
_MOST_BYTES = 1 << 20
_OTHER_VALUE = (
    "set another value with: scent config set {0} VALUE; or go back to the default with: scent config unset {0}"
)


class Settings(NamedTuple):
    """The value of every setting.

    None means that nobody has chosen: an index remembers what it was made with, and the core has defaults for a new
    one. `max_filesize` is in bytes, 0 for no limit; `workers` is 0 for the default number of threads; `refresh` is in
    seconds, 0 for no refresh. `gpu_layers` is -1 for all layers.
    """

    index: Path  # type: ignore[assignment]  # hides `tuple.index`, which nobody needs here
    cache: Path
    judgements: Path
    model: Place | None = None
    writer: Path | None = None
    rerank: Place | None = None
    strategy: "Strategy | None" = None
    chunk_tokens: int | None = None
    window_tokens: int | None = None
    hidden: bool | None = None
    no_ignore: bool | None = None
    follow: bool | None = None
    max_filesize: int | None = None
    workers: int = 0
    device: str = "cpu"
    gpu_layers: int = -1
    limit: int = 10
    mode: str = "hybrid"
    warm: bool | None = None
    pager: str = "less"
    min_score: float | None = None
    per_file: int | None = None
    generated: str = "last"
    refresh: float = 0.0
    exact_seconds: float = EXACT_SECONDS

    @property
    def server(self) -> "Server":
        """Whether a search asks a server, and starts one for later searches."""
        return "ask" if self.warm is None else "start" if self.warm else "never"

    def chosen(self, **names: str) -> dict[str, Any]:
        """The settings that have a value, by the core's names: `chosen(max_size="max_filesize")`."""
        found = {theirs: getattr(self, ours) for theirs, ours in names.items()}
        return {name: value for name, value in found.items() if value is not None}


def resolve(environ: Mapping[str, str] = os.environ, /, **options: object) -> Settings:
    """Decide every setting from the options of a command (None: not given), the environment and config.toml.

    Raises:
        UsageError: a value is not valid, or the configuration file cannot be read; the message names the place.
    """
    _refuse_misspelt_variables(environ)
    chosen: dict[str, Any] = {}
    file = locations.config_file()
    for name, value in _from_file(file).items():
        chosen[name] = values.checked(name, value, f"{file}: ", hint=_OTHER_VALUE.format(name))
    for name in values.READERS:
        if value := environ.get(_variable(name)):
            chosen[name] = values.checked(name, value, shown=_variable(name))
    for name, value in options.items():
        if value is not None:
            chosen[name] = values.checked(name, value, shown="--" + name.replace("_", "-"))
    if "index" not in chosen:
        chosen["index"] = locations.default_index()
    if "cache" not in chosen:
        chosen["cache"] = locations.default_cache()
    if "judgements" not in chosen:
        chosen["judgements"] = locations.default_judgements()
    if "pager" not in chosen and environ.get("PAGER"):
        chosen["pager"] = environ["PAGER"]
    return Settings(**chosen)


def index_profile(settings: Settings, *, again: bool = False) -> "Profile":
    """The profile of an index run with these settings; `again` as in `resolve_profile`.

    Raises:
        ModelError: the model file is not an embedding model.
        FormatError, DamageError: the index cannot be used.
    """
    from scent.core.profile import resolve_profile

    return resolve_profile(
        settings.index,
        settings.model,
        chunks=settings.chosen(strategy="strategy", chunk_tokens="chunk_tokens", window_tokens="window_tokens"),
        walk=settings.chosen(hidden="hidden", no_ignore="no_ignore", follow="follow", max_size="max_filesize"),
        again=again,
    )


def origins(environ: Mapping[str, str] = os.environ) -> dict[str, tuple[str, object]]:
    """Every setting that has a value: where that comes from (`default`, a file, a variable), and the value for JSON.

    Raises:
        UsageError: as `resolve`.
    """
    settings = resolve(environ)
    file = locations.config_file()
    in_file = _from_file(file)
    found: dict[str, tuple[str, object]] = {}
    for name in values.READERS:
        value = getattr(settings, name)
        variable = _variable(name) if environ.get(_variable(name)) else ""
        if name == "pager" and not variable and name not in in_file and environ.get("PAGER"):
            variable = "PAGER"
        if value is not None:
            plain = str(value) if isinstance(value, Place) else value
            found[name] = (variable or (str(file) if name in in_file else "default"), plain)
    return found


def _from_file(file: Path) -> dict[str, Any]:
    try:
        data = _read_regular(file)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}") from error

    import tomllib  # here, as most runs have no such file

    try:
        content = tomllib.loads(data.decode())
    except ValueError as error:  # of TOML as of UTF-8
        raise UsageError(f"{file} is not valid TOML: {error}", hint="mend it with: scent config edit") from error
    except RecursionError:
        raise UsageError(f"{file} is nested too deep", hint="mend it with: scent config edit") from None
    for name in content:
        values.check_name(name, f"{file}: ")
    # A relative path in the file means the same wherever the command is run.
    return {
        name: str(values.absolute_path(value, file.parent, may_be_model_name=name in values.MODELS))
        if name in values.PATHS and isinstance(value, str) and not (name in values.MODELS and is_address(value))
        else value
        for name, value in content.items()
    }


def _read_regular(file: Path) -> bytes:
    """The bytes of a file. Unlike `Path.read_bytes`, it never waits: opening a pipe would, until someone writes.

    Raises:
        UsageError: it is a pipe or a socket.
        OSError: it cannot be read.
    """
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as opened:
        if stat.S_ISFIFO(os.fstat(descriptor).st_mode):
            raise UsageError(f"cannot read {file}: it is a pipe, not a file")
        return opened.read(_MOST_BYTES)


def _variable(name: str) -> str:
    return f"SCENT_{name.upper()}"


def _refuse_misspelt_variables(environ: Mapping[str, str]) -> None:
    """Refuse a variable whose name is nearly that of a setting: nobody would notice that it has no effect."""
    known = {_variable(name) for name in values.READERS}
    for name in environ:
        if name.startswith("SCENT_") and name not in known:
            from difflib import get_close_matches

            if near := get_close_matches(name, known, n=1, cutoff=0.9):
                raise UsageError(f"there is no setting {name}", hint=f"did you mean {near[0]}?")
