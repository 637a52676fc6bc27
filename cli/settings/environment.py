"""What the environment of the process says besides settings: colour, terminal, editor, socket, directory."""

import os
from collections.abc import Mapping


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


def editor(environ: Mapping[str, str] = os.environ) -> str:
    """The user's editor, as a command for the shell."""
    return environ.get("VISUAL") or environ.get("EDITOR") or "vi"


def systemd_socket(environ: Mapping[str, str] = os.environ) -> int | None:
    """The descriptor of the socket that systemd has opened for this process, None if there is none."""
    return 3 if environ.get("LISTEN_PID") == str(os.getpid()) and environ.get("LISTEN_FDS") == "1" else None


def working_directory() -> bytes:
    """The working directory; empty if it has been deleted, so that paths are shown in full."""
    try:
        return os.getcwdb()  # noqa: PTH109  # pathlib has no paths of bytes
    except FileNotFoundError:
        return b""
