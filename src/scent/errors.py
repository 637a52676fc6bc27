"""Every error that scent raises on purpose, in one tree.

Owned here so that all three layers share it; what each error means to the shell (exit code, colour)
is decided in `scent.cli.exits`.

    ScentError
    ├── UsageError           the request itself makes no sense
    ├── IndexDirError          something about an index directory
    │   ├── NoIndexError     there is none yet
    │   ├── FormatError      it was written by a scent that this one cannot read
    │   ├── DamageError      bytes are not what was written
    │   ├── MismatchError    it was made with other settings
    │   ├── DiskFullError    there is no room to write it
    │   └── LockedError      another process is writing to it
    ├── ModelError           the model file cannot be served
    └── ReadError            one file could not be read (never ends a run)
        ├── NotTextError     it holds no text, so it is skipped rather than failed
        └── MissingExtraError  a library that reads it is not installed
"""


class ScentError(Exception):
    """Base of all errors that scent explains to its user.

    `message` is one plain sentence without a trailing newline; `hint` says what to do about it and may be empty.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Keep the sentence and the hint."""
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(ScentError):
    """The request cannot be carried out as it was put."""


class IndexDirError(ScentError):
    """Something is wrong with an index directory."""


class NoIndexError(IndexDirError):
    """The directory holds no index."""


class FormatError(IndexDirError):
    """The index was written in a format version that this scent does not read."""


class DamageError(IndexDirError):
    """A file of the index does not hold what was written to it."""


class MismatchError(IndexDirError):
    """The index was made with settings that give other vectors than those asked for."""


class DiskFullError(IndexDirError):
    """There is no room for what was to be written; the index is as it was committed last."""


class LockedError(IndexDirError):
    """Another process holds the index's writer lock."""


class ModelError(ScentError):
    """The model file cannot be served."""


class ReadError(ScentError):
    """One file could not be read as a document."""


class NotTextError(ReadError):
    """The file holds no text that any format reads: a reason to skip it, not a failure."""


class MissingExtraError(ReadError):
    """A library that reads files of this format is not installed; the message names the command that installs it."""
