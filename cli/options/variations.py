"""Turn `scent eval --vary` into the settings to measure: every combination of the values."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

from scent.cli.settings.settings import Settings, resolve
from scent.errors import UsageError

if TYPE_CHECKING:
    from scent.core.quality.evaluate import Setting


@dataclass(frozen=True, slots=True)
class Variation:
    """A setting to measure, and a label that tells it from the others, such as `late 64 hybrid`."""

    label: str
    setting: "Setting"


def is_variation(word: str) -> bool:
    """Whether a word of the command line varies a setting rather than naming a file."""
    name, equals, _ = word.partition("=")
    return bool(equals) and name.replace("-", "_") in (*_RESOLVED, *_OWN)


def variations(words: Sequence[str], **options: object) -> list[Variation]:
    """Every combination of the values in `words` (`strategy=early,late`); `options` give the other settings.

    Raises:
        UsageError: a setting cannot vary, or cannot have a value.
    """
    axes = dict(_axis(word) for word in words)
    found = []
    for values in product(*axes.values()):
        varied = dict(zip(axes, values, strict=True))
        resolved: dict[str, Any] = {**options, **{name: varied[name] for name in varied if name in _RESOLVED}}
        own = {name: _read(name, value) for name, value in varied.items() if name in _OWN}
        setting = _setting(resolve(**resolved), own)
        label = " ".join(
            f"{name}={value}" if name in _OWN or value.isdigit() else value for name, value in varied.items()
        )
        found.append(
            Variation(label or f"{setting.chunks.strategy} {setting.chunks.chunk_tokens} {setting.mode}", setting)
        )
    return found


def _axis(word: str) -> tuple[str, list[str]]:
    name, equals, values = word.partition("=")
    name = name.replace("-", "_")
    if not equals or name not in (*_RESOLVED, *_OWN):
        raise UsageError(
            f"--vary cannot read {word!r}",
            hint=f"such as strategy=early,late; these can vary: {', '.join((*_RESOLVED, *_OWN))}",
        )
    return name, list(dict.fromkeys(values.split(",")))


def _setting(settings: Settings, own: Mapping[str, Any]) -> "Setting":
    from scent.core.config import usual_chunks
    from scent.core.model_place import Address
    from scent.core.quality.evaluate import Setting
    from scent.core.search.ranking.query import Mode

    chunks = settings.chosen(strategy="strategy", chunk_tokens="chunk_tokens", window_tokens="window_tokens")
    usual = usual_chunks(on_server=isinstance(settings.model, Address))
    return Setting(replace(usual, **chunks, **own), Mode(settings.mode), settings.model)


def _read(name: str, value: str) -> float:
    try:
        return _OWN[name](value)
    except ValueError:
        raise UsageError(f"--vary {name}: {value!r} is not a valid number") from None


def _share(value: str) -> float:
    if not 0 <= float(value) <= 1:
        raise ValueError
    return float(value)


def _count(value: str) -> int:
    if not re.fullmatch("[0-9]{1,6}", value):
        raise ValueError
    return int(value)


_RESOLVED = ("model", "strategy", "chunk_tokens", "window_tokens", "mode")
# Settings without an option.
_OWN: Mapping[str, Callable[[str], float]] = {"late_weight": _share, "dims": _count}
