"""What each editor is told, so that it opens a file at a line."""

import pytest

from scent.cli.opening import editors

PATH = b"/notes/a b's $(x).md"

FORMS = {
    "vi": [b"+7", PATH],
    "vim": [b"+7", PATH],
    "nvim": [b"+7", PATH],
    "/usr/bin/vim.tiny -p": [b"+7", PATH],
    "nano": [b"+7", PATH],
    "emacs -nw": [b"+7", PATH],
    "emacs-gtk": [b"+7", PATH],
    "emacsclient -t -a ''": [b"+7", PATH],
    "kak": [b"+7", PATH],
    "micro": [b"+7", PATH],
    "gedit": [b"+7", PATH],
    "TERM=xterm vim": [b"+7", PATH],
    "'/opt/my editors/vim' -R": [b"+7", PATH],
    "hx": [PATH + b":7"],
    "subl --wait": [PATH + b":7"],
    "zed --wait": [PATH + b":7"],
    "code --wait": [b"--goto", PATH + b":7"],
    "code-insiders": [b"--goto", PATH + b":7"],
    "codium": [b"--goto", PATH + b":7"],
    "cursor": [b"--goto", PATH + b":7"],
    "kate": [b"--line", b"7", PATH],
    "idea.sh": [b"--line", b"7", PATH],
    "mate -w": [b"-l", b"7", PATH],
    "an-editor-of-mine": [PATH],
    "flatpak run org.gnome.gedit": [PATH],
    "unbalanced 'quote": [PATH],
    "A=b": [PATH],
}


@pytest.mark.parametrize("editor", FORMS)
def test_an_editor_is_told_the_line_in_its_own_way_and_an_unknown_one_the_file_alone(editor: str) -> None:
    assert editors.arguments(editor, PATH, 7) == FORMS[editor]


def test_vim_and_emacs_show_the_text_of_compressed_files() -> None:
    assert [name for name in ("vim", "emacs -nw", "nano", "code") if editors.unpacks(name)] == ["vim", "emacs -nw"]
