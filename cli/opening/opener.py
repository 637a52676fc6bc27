"""Opens a hit: text in the user's editor at the line that answers, any other file in the platform's viewer."""

import os
import shlex

from scent.cli.opening import editors, foreground, viewers
from scent.cli.settings import environment
from scent.core.files.file_types import has_own_lines
from scent.core.types import Hit
from scent.errors import UsageError

_COMPRESSED = (b".gz", b".bz2", b".xz", b".zst")


def open_hit(hit: Hit) -> None:
    """Open a hit, and wait for the editor.

    Raises:
        UsageError: the file is gone, there is nothing to open it with, or what opened it failed.
    """
    if not os.path.lexists(hit.path):
        raise UsageError(f"{os.fsdecode(hit.path)} is gone", hint="bring the index up to date: scent index")
    if is_for_editor(hit):
        edit(hit.path, hit.sentence_line)
        return
    view(hit)


def is_for_editor(hit: Hit) -> bool:
    """Whether the lines of a hit are those that the user's editor would show."""
    if hit.member or not has_own_lines(hit.format):
        return False
    return not hit.path.lower().endswith(_COMPRESSED) or editors.unpacks(environment.editor())


def edit(path: bytes, line: int = 0) -> None:
    """Open a file in the user's editor, at a line if it is not 0, and wait.

    Raises:
        UsageError: the editor failed.
    """
    editor = environment.editor()
    if foreground.run(editor, *(editors.arguments(editor, path, line) if line else [path])):
        raise UsageError(f"the editor failed: {editor}", hint="VISUAL or EDITOR names the editor to use")


def view(hit: Hit) -> None:
    """Open the file of a hit in the platform's viewer.

    Raises:
        UsageError: there is none, or it failed.
    """
    path = os.fsdecode(hit.path)
    hint = f"its text: scent cat {shlex.quote(path)} | less +{hit.sentence_line}"
    words = viewers.command(hit.path, hit.place)
    if words is None:
        raise UsageError(f"there is no program to open {path} with, such as xdg-open", hint=hint)
    if viewers.start(words):
        raise UsageError(f"{os.fsdecode(words[0])} cannot open {path}", hint=hint)
