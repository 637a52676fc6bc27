"""How editors are told to open a file at a line: a table, and the arguments that follow from it. Pure."""

import re
import shlex
from collections.abc import Callable
from pathlib import PurePath

Arguments = list[bytes]


def _plus(path: bytes, line: bytes) -> Arguments:
    return [b"+" + line, path]


def _colon(path: bytes, line: bytes) -> Arguments:
    return [path + b":" + line]


def _goto(path: bytes, line: bytes) -> Arguments:
    return [b"--goto", path + b":" + line]


def _long(path: bytes, line: bytes) -> Arguments:
    return [b"--line", line, path]


def _short(path: bytes, line: bytes) -> Arguments:
    return [b"-l", line, path]


# The editors that read gzip, bzip2, xz and zstd by themselves.
_UNPACKING = "vi vim nvim view gvim mvim vimx emacs emacsclient xemacs"
_BY_FORM: tuple[tuple[Callable[[bytes, bytes], Arguments], str], ...] = (
    (_plus, _UNPACKING),
    (_plus, "ex nvi elvis vis kak nano rnano pico micro mg ne zile joe jmacs jstar jpico mcedit"),
    (_plus, "gedit pluma xed geany featherpad bbedit editor sensible-editor"),
    (_colon, "hx helix subl sublime_text zed zeditor zedit atom"),
    (_goto, "code code-insiders code-oss codium vscodium cursor windsurf positron"),
    (
        _long,
        "kate kwrite mousepad idea pycharm webstorm phpstorm goland clion rubymine rider rustrover datagrip studio",
    ),
    (_short, "mate"),
)
_FORMS = {name: form for form, names in _BY_FORM for name in names.split()}


def arguments(editor: str, path: bytes, line: int) -> Arguments:
    """The arguments that open a file at a line.

    An editor that is not in the table gets the path alone, as from git: it might take a line for a second file.

    Args:
        editor: a command for the shell, such as `code --wait`.
        path: an absolute path, so that no editor takes it for an option.
        line: counted from 1.
    """
    form = _FORMS.get(_name(editor))
    return form(path, b"%d" % line) if form else [path]


def unpacks(editor: str) -> bool:
    """Whether an editor shows the text of a compressed file."""
    return _name(editor) in _UNPACKING.split()


def _name(editor: str) -> str:
    """The name under which the table may have an editor: `/usr/bin/vim.basic -p` is vim; empty for a riddle."""
    try:
        words = shlex.split(editor)
    except ValueError:
        return ""
    while words and re.match(r"\w+=", words[0]):  # variables that are set before the command
        words = words[1:]
    name = PurePath(words[0]).name if words else ""
    if name in _FORMS:
        return name
    return re.split(r"[.-]", name, maxsplit=1)[0]  # vim.tiny, emacs-gtk, idea.sh
