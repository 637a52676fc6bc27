"""Changing one line of config.toml and leaving all others as they are.

Owned here: the edit.
"""

import json
import os
import re
import tomllib
from pathlib import Path
from tempfile import NamedTemporaryFile

from scent.errors import UsageError


def with_setting(text: str, name: str, value: str | int | bool | None) -> str:  # noqa: FBT001  # a value among others
    """The TOML `text` with a setting at its top level, or without it where `value` is None; comments and order stay.

    Raises:
        UsageError: the setting is written in a way that cannot be changed by one line, or the text is no TOML.
    """
    lines = text.splitlines(keepends=True)
    top = next((number for number, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    key = re.compile(rf"\s*(?:{name}|\"{name}\"|'{name}')\s*=")
    there = [number for number, line in enumerate(lines[:top]) if key.match(line)]
    new = [] if value is None else [f"{name} = {_written(value)}"]
    if there:
        comment = re.search(r"\s+#[^\"']*$", lines[there[0]])
        lines[there[0] : there[0] + 1] = [f"{line}{(comment[0] if comment else '').rstrip()}\n" for line in new]
    else:
        if top and lines[top - 1][-1:] != "\n":
            lines[top - 1] += "\n"
        lines[top:top] = [f"{line}\n" for line in new]
    changed = "".join(lines)
    _prove(text, changed, name, value)
    return changed


def write(file: Path, text: str) -> None:
    """Replace the file at once, so that nobody reads half of it; a link stays a link.

    Raises:
        OSError: it cannot be written.
    """
    place = file.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    mode = place.stat().st_mode & 0o777 if place.exists() else 0o600
    with NamedTemporaryFile("w", encoding="utf-8", dir=place.parent, prefix=".config-", delete=False) as new:
        new.write(text)
        new.flush()
        os.fsync(new.fileno())
    Path(new.name).chmod(mode)
    Path(new.name).replace(place)


def _written(value: str | int | bool) -> str:  # noqa: FBT001  # a value among others
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")  # a string of JSON is one of TOML


def _prove(before: str, after: str, name: str, value: str | int | bool | None) -> None:  # noqa: FBT001  # a value among others
    """Read both as TOML: the setting is what it should be, and all else is as it was."""
    try:
        expected = {key: each for key, each in tomllib.loads(before).items() if key != name}
        if value is not None:
            expected[name] = value
        if tomllib.loads(after) == expected:
            return
    except tomllib.TOMLDecodeError as error:
        raise UsageError(
            f"{name} cannot be changed: {error}", hint="change the file by hand: scent config path"
        ) from None
    raise UsageError(f"{name} is not written on one line", hint="change the file by hand: scent config path")
