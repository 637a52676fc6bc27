"""Change one line of config.toml, and keep all others as they are."""

import json
import os
import re
import tomllib
from pathlib import Path
from tempfile import NamedTemporaryFile

from scent.errors import UsageError


def with_setting(text: str, name: str, value: str | int | bool | None) -> str:  # noqa: FBT001  # a value among others
    """The TOML `text` with a setting at its top level, or without it if `value` is None; comments and order stay.

    Raises:
        UsageError: the setting is not written on one line, or the text is not valid TOML.
    """
    lines = text.splitlines(keepends=True)
    top = next((number for number, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    key = re.compile(rf"\s*(?:{name}|\"{name}\"|'{name}')\s*=")
    found = [number for number, line in enumerate(lines[:top]) if key.match(line)]
    new = [] if value is None else [f"{name} = {_in_toml(value)}"]
    if found:
        comment = re.search(r"\s+#[^\"']*$", lines[found[0]])
        lines[found[0] : found[0] + 1] = [f"{line}{(comment[0] if comment else '').rstrip()}\n" for line in new]
    else:
        if top and lines[top - 1][-1:] != "\n":
            lines[top - 1] += "\n"
        lines[top:top] = [f"{line}\n" for line in new]
    changed = "".join(lines)
    _check(text, changed, name, value)
    return changed


def write(file: Path, text: str) -> None:
    """Replace the file atomically; if it is a symbolic link, replace the file that it points to.

    Raises:
        OSError: the file cannot be written.
    """
    target = file.resolve()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o600
    with NamedTemporaryFile("w", encoding="utf-8", dir=target.parent, prefix=".config-", delete=False) as new:
        draft = Path(new.name)
        try:
            new.write(text)
            new.flush()
            os.fsync(new.fileno())
            draft.chmod(mode)
            draft.replace(target)
        except BaseException:
            draft.unlink()
            raise


def _in_toml(value: str | int | bool) -> str:  # noqa: FBT001  # a value among others
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")  # a string of JSON is one of TOML


def _check(before: str, after: str, name: str, value: str | int | bool | None) -> None:  # noqa: FBT001  # a value among others
    """Check by reading both as TOML that the setting has its new value, and that everything else is unchanged."""
    try:
        expected = {key: each for key, each in tomllib.loads(before).items() if key != name}
        if value is not None:
            expected[name] = value
        if tomllib.loads(after) == expected:
            return
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{name} cannot be changed: {error}", hint="edit the file with: scent config edit") from None
    raise UsageError(f"{name} is not written on one line", hint="edit the file with: scent config edit")
