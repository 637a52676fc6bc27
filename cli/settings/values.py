"""What each setting may be: how a value from the command line, the environment or config.toml is read and checked."""

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from scent.cli.settings import locations
from scent.core.model_place import BUNDLED_NAME, Address, Place, is_address
from scent.core.types import MOST_EXACT_SECONDS
from scent.errors import UsageError

if TYPE_CHECKING:
    from scent.core.config import Strategy


# The settings that are one of a few words.
CHOICES: Mapping[str, tuple[str, ...]] = {
    "strategy": ("early", "late", "blend"),
    "mode": ("hybrid", "dense", "lexical"),
    "device": ("auto", "cpu", "gpu"),
}


def choices(name: str) -> tuple[str, ...]:
    """The words that a setting may be; empty if it may be anything else."""
    return ("true", "false") if READERS[name] in {_yes_or_no, _refresh} else CHOICES.get(name, ())


def check_name(name: str, source: str = "") -> None:
    """Check that there is a setting of this name; `source` begins the message.

    Raises:
        UsageError: there is none.
    """
    if name not in READERS:
        raise UsageError(f"{source}there is no setting {name!r}", hint=_nearest(name))


def checked(name: str, value: object, source: str = "", shown: str = "", hint: str = "") -> object:
    """The value of a setting in the type that `Settings` has.

    Args:
        name: the setting.
        value: a word, or a value of TOML.
        source: what the message begins with, such as the name of a file.
        shown: how the user has written the name, if not as it is.
        hint: the way out.

    Raises:
        UsageError: the setting cannot have this value.
    """
    try:
        return READERS[name](value)
    except ValueError as error:
        raise UsageError(f"{source}{shown or name}: {error}", hint=hint) from error


def absolute_path(value: str, directory: Path, *, may_be_model_name: bool = False) -> Path:
    """A path as seen from a directory; or the model of that name, where there is no such file.

    `bundled` is always the bundled model, as in `scent models use bundled`.
    """
    if may_be_model_name and value == BUNDLED_NAME:
        from scent.core.models.model_source import BUNDLED  # here, as most runs do not name it

        return BUNDLED
    path = (directory / _expand_home(value)).absolute()
    if may_be_model_name and "/" not in value and not os.path.lexists(path):
        model = locations.models() / f"{value}.gguf"
        return model if model.is_file() else path
    return path


def _nearest(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, READERS, n=1)
    return f"did you mean {near[0]!r}?" if near else f"the settings are {', '.join(READERS)}"


def _expand_home(value: str) -> str:
    return os.path.expanduser(value)  # noqa: PTH111  # pathlib's raises where there is no such user


def _path(value: object) -> Path:
    return absolute_path(_non_empty(value), Path())


def _model(value: object) -> Place:
    text = _non_empty(value)
    return Address.parse(text) if is_address(text) else absolute_path(text, Path(), may_be_model_name=True)


def _second_model(value: object) -> Place | None:
    return None if value == "none" else _model(value)


def _writer(value: object) -> Path:
    text = _non_empty(value)
    if is_address(text):
        raise ValueError("a writer is a file on this machine, so that nothing is sent anywhere")
    return absolute_path(text, Path(), may_be_model_name=True)


def _non_empty(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a path")  # noqa: TRY004  # a wrong value from a user, whatever its type
    if not value:
        raise ValueError("the path is empty")
    _refuse_nul(value)
    return value


def _refuse_nul(value: str) -> None:
    if "\0" in value:
        raise ValueError(f"{value!r} has a NUL character, which no path and no command can have")


# More than any count here can be.
_LARGEST = 999_999_999


def _whole(smallest: int, largest: int = _LARGEST) -> Callable[[object], int]:
    def read(value: object) -> int:
        digits = str(value)
        number = min(int(digits[:20]), _LARGEST) if re.fullmatch(r"[0-9]+", digits) else -1
        if isinstance(value, bool) or number < smallest:
            raise ValueError(f"{value!r} is not a whole number of at least {smallest}")
        if largest < _LARGEST and number > largest:
            raise ValueError(f"{value!r} is more than {largest:,}")
        return number

    return read


def _layers(value: object) -> int:
    """A number of layers; all is -1."""
    return -1 if str(value).lower() in {"all", "-1"} else _whole(0)(value)


def _yes_or_no(value: object) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    try:
        return words[str(value).lower()]
    except KeyError:
        raise ValueError(f"{value!r} is neither true nor false") from None


# How long a search may take to bring the index up to date, if nobody says how long.
REFRESH_SECONDS = 5.0


def _refresh(value: object) -> float:
    """Seconds: 0 for no refresh. A number is a number of seconds, also 1, which is no yes here."""
    words = {
        "true": REFRESH_SECONDS,
        "yes": REFRESH_SECONDS,
        "on": REFRESH_SECONDS,
        "false": 0.0,
        "no": 0.0,
        "off": 0.0,
    }
    word = str(value).lower()
    if word in words:
        return words[word]
    try:
        return _seconds(word)
    except ValueError:
        raise ValueError(f"{value!r} is neither true nor false nor a number of seconds") from None


def _seconds(value: object) -> float:
    match = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)s?", str(value).lower())
    if match is None or float(match[1]) > MOST_EXACT_SECONDS:
        raise ValueError(f"{value!r} is not a number of seconds such as 0.4")
    return float(match[1])


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
    _refuse_nul(value)
    return value


def _strategy(value: object) -> "Strategy":
    from scent.core.config import Strategy  # here, as a search has none

    return Strategy(_one_of(*CHOICES["strategy"])(value))


def _size(value: object) -> int:
    match = re.fullmatch(r"([0-9]{1,15})\s*([KMGT]?)(?:i?B)?", str(value), re.IGNORECASE)
    if match is None or isinstance(value, bool):
        raise ValueError(f"{value!r} is not a size such as 500K, 10M or 2G")
    scale: int = 1024 ** " KMGT".index(match[2].upper() or " ")
    return int(match[1]) * scale


# More threads than any machine has processors, and few enough that a slip does not exhaust its memory.
_MOST_WORKERS = 1024

# Settings that are models, which may also have a name.
MODELS = ("model", "writer", "rerank")
# Settings that are paths: in config.toml, relative ones are seen from the directory of that file.
PATHS = ("index", "cache", "judgements", *MODELS)
# Every setting by its name. A reader raises ValueError for a value that the setting cannot have.
READERS: Mapping[str, Callable[[object], object]] = {
    "index": _path,
    "cache": _path,
    "judgements": _path,
    "model": _model,
    "writer": _writer,
    "rerank": _second_model,
    "strategy": _strategy,
    "chunk_tokens": _whole(8),
    "window_tokens": _whole(0),
    "hidden": _yes_or_no,
    "no_ignore": _yes_or_no,
    "follow": _yes_or_no,
    "max_filesize": _size,
    "workers": _whole(0, _MOST_WORKERS),
    "device": _one_of(*CHOICES["device"]),
    "gpu_layers": _layers,
    "limit": _whole(1),
    "mode": _one_of(*CHOICES["mode"]),
    "warm": _yes_or_no,
    "pager": _text,
    "min_score": _score,
    "per_file": _whole(0),
    "generated": _one_of("last", "like-others"),
    "refresh": _refresh,
    "exact_seconds": _seconds,
}
