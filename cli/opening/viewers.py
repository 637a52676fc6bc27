"""The platform's way to open a file that is no text, and how viewers of PDF are told a page."""

import re
import shutil
import subprocess
import sys

# In the order in which they are tried.
_OPENERS = (
    (("open",),) if sys.platform == "darwin" else (("xdg-open",), ("wslview",), ("termux-open",), ("gio", "open"))
)
# What comes before the number of a page, counted from 1; all of these are on Linux.
_PAGE_OPTIONS = {
    "zathura": "-P",
    "okular": "-p",
    "evince": "-i",
    "papers": "-i",
    "atril": "-i",
    "xreader": "-i",
}
_ANSWER_SECONDS = 2.0


def command(path: bytes, place: str) -> list[bytes] | None:
    """The command that opens a file, at its page if the user's viewer takes one; None if there is no opener.

    Args:
        path: the absolute path of the file.
        place: where to look, such as `page 3`; the viewer is asked for only with a page of a PDF.
    """
    page = re.fullmatch(r"page ([0-9]+)", place)
    if page and path.lower().endswith(b".pdf") and (viewer := _pdf_viewer()):
        return [viewer.encode(), _PAGE_OPTIONS[viewer].encode(), page[1].encode(), path]
    opener = next((words for words in _OPENERS if shutil.which(words[0])), None)
    return [*(word.encode() for word in opener), path] if opener else None


def start(words: list[bytes]) -> int:
    """Start a viewer, and return its exit code, or 0 if it is still running after a moment.

    It is in a session of its own: it may outlive the terminal, and writes nothing there.
    """
    process = subprocess.Popen(  # noqa: S603  # a program of the platform, with a path as its argument
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(_ANSWER_SECONDS)
    except subprocess.TimeoutExpired:
        process.returncode = 0  # nobody waits for it any more
        return 0


def _pdf_viewer() -> str | None:
    """The viewer in which the desktop opens PDF, if it takes a page."""
    asker = shutil.which("xdg-mime")
    if asker is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603  # a program of the platform
            [asker, "query", "default", "application/pdf"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_ANSWER_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    entry = done.stdout.decode(errors="replace").lower()
    return next((name for name in _PAGE_OPTIONS if name in entry and shutil.which(name)), None)
