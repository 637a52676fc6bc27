"""All errors that scent raises on purpose, in one tree that the three layers share.

The exit code of each error is decided in `scent.cli.exits`.

    ScentError
    ├── UsageError             the request cannot be carried out as it was made
    ├── IndexDirError          something is wrong with an index directory
    │   ├── NoIndexError       there is no index in it
    │   ├── FormatError        a scent wrote it whose format this one does not read
    │   ├── DamageError        a file of it has changed since it was written
    │   ├── MismatchError      it was made with other settings
    │   ├── DiskFullError      there is no room to write it
    │   └── LockedError        another process is writing to it
    ├── ModelError             the model cannot be used
    │   └── UnreachableError   it is on a server that does not answer
    └── ReadError              one file could not be read; an index run goes on with the next
        ├── NotTextError       it holds no text: it is skipped, and does not count as a failure
        └── MissingExtraError  a library that reads it is not installed
"""


class ScentError(Exception):
    """Base of all errors that scent explains to its user.

    Attributes:
        message: one plain sentence. It starts in lower case (unless with a name) and has no full
            stop.
        hint: what the user can do about it, in the same style; may be empty.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(ScentError):
    """The request cannot be carried out as it was made."""


class IndexDirError(ScentError):
    """Something is wrong with an index directory."""


class NoIndexError(IndexDirError):
    """The directory holds no index."""


class FormatError(IndexDirError):
    """The index has a format version that this scent does not read."""


class DamageError(IndexDirError):
    """A file of the index has changed since it was written."""


class MismatchError(IndexDirError):
    """The index was made with settings that give other vectors than the requested ones."""


class DiskFullError(IndexDirError):
    """There is no room on the disk; the index stays as it was last committed."""


class LockedError(IndexDirError):
    """Another process holds the index's writer lock."""


class ModelError(ScentError):
    """The model cannot be used."""


class UnreachableError(ModelError):
    """The model is on a server that does not answer, or has no time."""


class ReadError(ScentError):
    """One file could not be read as a document."""


class NotTextError(ReadError):
    """No format finds text in the file. It is skipped, which is not a failure."""


class MissingExtraError(ReadError):
    """A library that reads this format is not installed.

    The message names the command that installs it.
    """
