"""One frozen object with every setting: flags over `SCENT_*` environment over config.toml over defaults.

Owned here: where a value may come from and what it may be; the environment is read here and in
`scent.core.directories`.
"""

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from scent.core import directories
from scent.errors import UsageError

if TYPE_CHECKING:
    from scent.core.config import Strategy


class Settings(NamedTuple):
    """Everything that flags, environment and configuration file decide together.

    None stands for what nobody has said: an index remembers what it was made with, and the core has defaults for a new
    one. `max_filesize` is in bytes, 0 for no limit; `workers` is 0 for the usual number.
    """

    index: Path  # type: ignore[assignment]  # hides `tuple.index`, of which nobody here has any use
    cache: Path
    model: Path | None = None
    strategy: "Strategy | None" = None
    chunk_tokens: int | None = None
    window_tokens: int | None = None
    hidden: bool | None = None
    no_ignore: bool | None = None
    follow: bool | None = None
    max_filesize: int | None = None
    workers: int = 0
    limit: int = 10
    mode: str = "hybrid"
    warm: bool | None = None
    pager: str = "less"
    min_score: float | None = None

    def said(self, **names: str) -> dict[str, Any]:
        """The settings that somebody has decided, as `theirs=ours` names them: `said(max_size="max_filesize")`."""
        values = {theirs: getattr(self, ours) for theirs, ours in names.items()}
        return {name: value for name, value in values.items() if value is not None}


def resolve(environ: Mapping[str, str] = os.environ, /, **flags: object) -> Settings:
    """Settle every setting from the flags of a command (None: not given) and from what stands behind them.

    Raises:
        UsageError: a value makes no sense, or the configuration file cannot be read; the sentence names the place.
    """
    _refuse_slips(environ)
    values: dict[str, Any] = {}
    file = config_file()
    for source, given in (
        (f"{file}: ", _from_file(file)),
        ("SCENT_", {name: environ.get(f"SCENT_{name.upper()}") or None for name in _READ}),
        ("--", flags),
    ):
        for name, value in given.items():
            if value is not None:
                values[name] = _checked(source, name, value)
    if "index" not in values:
        values["index"] = default_index()
    if "cache" not in values:
        values["cache"] = default_cache()
    if "pager" not in values and environ.get("PAGER"):
        values["pager"] = environ["PAGER"]
    return Settings(**values)


def origins(environ: Mapping[str, str] = os.environ) -> dict[str, tuple[str, object]]:
    """Every setting that has a value, as JSON has it, with where that comes from: `default`, the file, or a variable.

    Raises:
        UsageError: as `resolve`.
    """
    settled = resolve(environ)
    file, written = config_file(), _from_file(config_file())
    found: dict[str, tuple[str, object]] = {}
    for name in _READ:
        value = getattr(settled, name)
        variable = f"SCENT_{name.upper()}" if environ.get(f"SCENT_{name.upper()}") else ""
        if name == "pager" and not variable and name not in written and environ.get("PAGER"):
            variable = "PAGER"
        if value is not None:
            plain = str(value) if isinstance(value, Path) else value
            found[name] = (variable or (str(file) if name in written else "default"), plain)
    return found


def prove_name(name: str) -> None:
    """See that there is such a setting.

    Raises:
        UsageError: there is none.
    """
    if name not in _READ:
        raise UsageError(f"there is no setting {name!r}", hint=_suggestion(name))


def prove(name: str, value: str) -> None:
    """See that a setting may have this value.

    Raises:
        UsageError: it may not.
    """
    _checked("", name, value)


def config_file() -> Path:
    """Where the user's configuration lies, whether or not it is there."""
    return directories.config() / "config.toml"


def default_index() -> Path:
    """The index that is used when none is named."""
    return directories.data() / "index"


def models() -> Path:
    """The directory whose model files go by their names, without the ending."""
    return directories.data() / "models"


def default_cache() -> Path:
    """Where scent keeps what it can make again: anybody may delete it."""
    return directories.cache()


def activation(environ: Mapping[str, str] = os.environ) -> int | None:
    """The descriptor of a socket that systemd has opened for this process, if it has."""
    return 3 if environ.get("LISTEN_PID") == str(os.getpid()) and environ.get("LISTEN_FDS") == "1" else None


def use_colour(when: str, *, terminal: bool, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether output is coloured: --color decides, then NO_COLOR, CLICOLOR_FORCE, the terminal, TERM and CLICOLOR."""
    if when != "auto":
        return when == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("CLICOLOR_FORCE", "0") != "0":
        return True
    return terminal and environ.get("TERM") != "dumb" and environ.get("CLICOLOR") != "0"


def can_animate(*, terminal: bool, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a line may be drawn over: only on a terminal that can move its cursor."""
    return terminal and environ.get("TERM", "dumb") != "dumb"


def _from_file(file: Path) -> dict[str, Any]:
    try:
        data = file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}") from error

    import tomllib  # here, as most runs have no such file

    try:
        content = tomllib.loads(data.decode())
    except ValueError as error:  # of TOML as of UTF-8
        raise UsageError(f"{file} is not valid TOML: {error}") from error
    for name in content:
        if name not in _READ:
            raise UsageError(f"{file}: there is no setting {name!r}", hint=_suggestion(name))
    # A relative path in the file means the same wherever the command is run.
    return {
        name: str(_place(value, file.parent, by_name=name == "model"))
        if name in _PATHS and isinstance(value, str)
        else value
        for name, value in content.items()
    }


def _refuse_slips(environ: Mapping[str, str]) -> None:
    """See that no variable is nearly a setting: it would be passed over in silence."""
    known = {f"SCENT_{name.upper()}" for name in _READ}
    for name in environ:
        if name.startswith("SCENT_") and name not in known:
            from difflib import get_close_matches

            if near := get_close_matches(name, known, n=1, cutoff=0.9):
                raise UsageError(f"there is no setting {name}", hint=f"did you mean {near[0]}?")


def _suggestion(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, _READ, n=1)
    return f"did you mean {near[0]!r}?" if near else f"there are {', '.join(_READ)}"


def _checked(source: str, name: str, value: object) -> object:
    try:
        return _READ[name](value)
    except ValueError as error:
        shown = {"SCENT_": name.upper(), "--": name.replace("_", "-")}.get(source, name)
        raise UsageError(f"{source}{shown}: {error}") from error


def _path(value: object) -> Path:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a path")  # noqa: TRY004  # a wrong value from a user, whatever its type
    if not value:
        raise ValueError("the path is empty")
    return _place(value, Path())


def _model(value: object) -> Path:
    _path(value)
    return _place(str(value), Path(), by_name=True)


def _place(value: str, directory: Path, *, by_name: bool = False) -> Path:
    """A path as seen from a directory; `by_name`: or the model of that name, where there is no such file."""
    path = (directory / _at_home(value)).absolute()
    if by_name and "/" not in value and not os.path.lexists(path):
        named = models() / f"{value}.gguf"
        return named if named.is_file() else path
    return path


def _at_home(value: str) -> str:
    return os.path.expanduser(value)  # noqa: PTH111  # pathlib's raises where there is no such user


# More than there can be of anything that is counted here.
_MOST = 999_999_999


def _whole(smallest: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        digits = str(value)
        number = min(int(digits[:20]), _MOST) if re.fullmatch(r"[0-9]+", digits) else -1
        if isinstance(value, bool) or number < smallest:
            raise ValueError(f"{value!r} is not a whole number from {smallest} up")
        return number

    return read


def _yes_or_no(value: object) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    try:
        return words[str(value).lower()]
    except KeyError:
        raise ValueError(f"{value!r} is neither true nor false") from None


def _score(value: object) -> float:
    try:
        score = float(str(value))
    except ValueError:
        score = float("nan")
    if isinstance(value, bool) or not -1 <= score <= 10:  # noqa: PLR2004  # wider than any score, and no nan
        raise ValueError(f"{value!r} is not a score such as 0.4")
    return score


def _one_of(*names: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in names:
            from difflib import get_close_matches

            near = get_close_matches(str(value), names, n=1)
            meant = f"; did you mean {near[0]}?" if near else ""
            raise ValueError(f"{value!r} is not one of {', '.join(names)}{meant}")
        return str(value)

    return read


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not text")  # noqa: TRY004  # a wrong value from a user, whatever its type
    return value


def _strategy(value: object) -> "Strategy":
    from scent.core.config import Strategy  # here, as a search has none

    return Strategy(_one_of(*Strategy)(value))


def _size(value: object) -> int:
    match = re.fullmatch(r"([0-9]{1,15})\s*([KMGT]?)(?:i?B)?", str(value), re.IGNORECASE)
    if match is None or isinstance(value, bool):
        raise ValueError(f"{value!r} is not a size such as 500K, 10M or 2G")
    scale: int = 1024 ** " KMGT".index(match[2].upper() or " ")
    return int(match[1]) * scale


_PATHS = ("index", "cache", "model")
_READ: Mapping[str, Callable[[object], object]] = {
    "index": _path,
    "cache": _path,
    "model": _model,
    "strategy": _strategy,
    "chunk_tokens": _whole(8),
    "window_tokens": _whole(0),
    "hidden": _yes_or_no,
    "no_ignore": _yes_or_no,
    "follow": _yes_or_no,
    "max_filesize": _size,
    "workers": _whole(0),
    "limit": _whole(1),
    "mode": _one_of("hybrid", "dense", "lexical"),
    "warm": _yes_or_no,
    "pager": _text,
    "min_score": _score,
}
