"""What a key of a JSON object is, and the keys that several objects share."""

from collections.abc import Mapping
from typing import NamedTuple

TEXT, COUNT, NUMBER = "string", "integer", "number"


class Key(NamedTuple):
    """What a key holds: `type` in the words of JSON, and `meaning`. A key that is not `always` there may be missing."""

    type: str
    meaning: str
    always: bool = True


# The keys of an object, in order. `name.inner` is a key of the object in `name`, `name[].inner` one of the objects in
# an array, and `name.*.inner` one of the values of an object with any keys.
Object = Mapping[str, Key]

EXACT_PATH = Key(TEXT, "The exact path, in base64; only if it is not UTF-8.", always=False)
LINES: Object = {
    "start_line": Key(COUNT, "The first line, counted from 1."),
    "end_line": Key(COUNT, "The last line, inclusive."),
}
AUTHOR = Key(TEXT, "The author of the document, or empty if it names none.")
DATE = Key("string or null", "The date of the document, in ISO 8601, or null if it has none.")
MEMBER = Key(TEXT, "The path inside an archive, or empty.")


def path_keys(name: str = "path", meaning: str = "The absolute path") -> Object:
    """The key of a path, and the key of its exact bytes for a path that JSON cannot hold."""
    return {
        name: Key(TEXT, f"{meaning}; only for reading if it is not UTF-8."),
        f"{name.removesuffix('path')}path_bytes": EXACT_PATH,
    }
