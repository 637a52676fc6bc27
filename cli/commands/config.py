"""`scent config`: show and change settings."""

import os
import re

from scent.cli.exits import ExitCode
from scent.cli.options import configuring, shared
from scent.cli.output import render, streams
from scent.cli.settings import config_file, locations, settings, values
from scent.errors import UsageError

EPILOG = """
\b
Examples:
  scent config list --show-origin
  scent config get index
  scent config list --json | jq -r 'select(.origin != "default").name'
  scent config set chunk_tokens 96
  scent config unset chunk_tokens
  scent config edit

\b
Exit status:
  0  done
  1  the setting has no value
  2  error
"""


def run(
    action: configuring.ConfigAction = "list",
    name: configuring.SettingName = None,
    value: configuring.SettingValue = None,
    *,
    show_origin: configuring.ShowOrigin = False,
    json: shared.Json = False,
) -> int:
    """Show settings, or change them in config.toml.

    `list` prints every setting that has a value, and `get` prints one. `set` and `unset` change one
    line of the file and keep its comments and order. `edit` opens the file in your editor, and
    `path` prints where it is. Values are those in force: an environment variable wins over the
    file, and the file over the default.
    """
    _check_words(action, name, value)
    if (json or show_origin) and action not in {"list", "get"}:
        raise UsageError(f"--json and --show-origin work with list and get, not with {action}")
    if action == "path":
        streams.write([os.fsencode(locations.config_file()) + b"\n"])
        return ExitCode.DONE
    if action == "edit":
        return _edit()
    if action in {"set", "unset"}:
        return change(str(name), value if action == "set" else None)
    return _list(name, show_origin=show_origin, json=json)


def _list(name: str | None, *, show_origin: bool, json: bool) -> int:
    """Print all settings that have a value, or the one called `name`."""
    origins = {key: each for key, each in settings.origins().items() if name in {None, key}}
    for key, (origin, setting) in origins.items():
        if json:
            streams.write([render.json_line({"name": key, "value": setting, "origin": origin})])
            continue
        text = render.visible(str(setting).lower() if isinstance(setting, bool) else str(setting))
        line = text if name else f"{key}={text}"
        streams.write([(f"{render.visible(origin)}\t{line}\n" if show_origin else f"{line}\n").encode()])
    return ExitCode.DONE if origins or name is None else ExitCode.NOTHING


_EXAMPLE = {
    "list": "to show one setting: scent config get SETTING",
    "edit": "",
    "path": "",
    "get": "such as: scent config get index",
    "unset": "such as: scent config unset limit",
    "set": "such as: scent config set limit 20",
}


def _check_words(action: str, name: str | None, value: str | None) -> None:
    expected = {"list": 0, "edit": 0, "path": 0, "get": 1, "unset": 1, "set": 2}[action]
    given = (name is not None) + (value is not None)
    if given != expected:
        words = ("SETTING", "VALUE")[:expected]
        raise UsageError(f"scent config {action} takes {' and '.join(words) or 'no arguments'}", hint=_EXAMPLE[action])
    if name is not None:
        values.check_name(name)


def _edit() -> int:
    """Open the file in the user's editor, then check that it is valid.

    Raises:
        UsageError: the editor failed, or the file is not valid.
    """
    from scent.cli.opening import opener

    file = locations.config_file()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    opener.edit(os.fsencode(file))
    settings.resolve()
    return ExitCode.DONE


def change(name: str, value: str | None) -> int:
    """Write a setting to the file, or remove it if `value` is None.

    Raises:
        UsageError: the setting cannot have this value, or the file cannot be changed by one line.
    """
    file = locations.config_file()
    if file.exists() and not file.is_file():
        raise UsageError(f"cannot change {file}: it is not a file")
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        text = ""
    if value is not None:
        values.checked(name, value)
    config_file.write(file, config_file.with_setting(text, name, None if value is None else _typed(value)))
    return ExitCode.DONE


def _typed(value: str) -> str | int | bool:
    if value in {"true", "false"}:
        return value == "true"
    return int(value) if re.fullmatch(r"[1-9][0-9]{0,8}|0", value) else value
