"""Turn words of the command line into paths, scopes, times and dates for `scent.core`.

Paths are bytes, as on Unix: `os.fsencode` keeps names that are not UTF-8 as they are.
"""

import os
import re
from collections.abc import Sequence

from scent.cli.settings.environment import working_directory
from scent.core.types import Scope
from scent.errors import UsageError


def existing_paths(words: Sequence[str] | None, *, hint: str = "") -> list[bytes]:
    """The paths of files and directories as they were given, after checking that they exist.

    Raises:
        UsageError: one of them does not exist; `hint` says what the user may have meant.
    """
    paths = []
    for word in words or ():
        # An empty word is a mistake in a script; it must not mean the working directory.
        if not word or not os.path.lexists(word):
            raise UsageError(f"no such file or directory: {word or repr(word)}", hint=hint)
        paths.append(os.fsencode(word))
    return paths


def document_scope(  # noqa: PLR0913  # every way to narrow a search
    paths: Sequence[bytes] = (),
    *,
    globs: Sequence[str] | None,
    any_case_globs: Sequence[str] | None,
    kinds: Sequence[str] | None,
    other_kinds: Sequence[str] | None,
    languages: Sequence[str] | None,
    since: str | None,
    until: str | None,
    author: str,
) -> Scope:
    """The scope of a search from the options of `scent.cli.options.filtering`.

    Paths and globs are relative to the working directory.

    Raises:
        UsageError: a date or the name of a type is not valid.
    """
    directory = working_directory()
    return Scope(
        paths=tuple(os.path.join(directory, path) for path in paths),  # noqa: PTH118  # pathlib has no paths of bytes
        languages=_language_codes(languages),
        since_ns=point_in_time(since)[0] if since else None,
        until_ns=point_in_time(until)[1] if until else None,
        author=author,
        formats=_formats(kinds),
        other_formats=_formats(other_kinds),
        globs=tuple(globs or ()),
        any_case_globs=tuple(any_case_globs or ()),
        seen_from=directory if globs or any_case_globs else b"",
    )


def _language_codes(words: Sequence[str] | None) -> tuple[str, ...]:
    if not words:
        return ()
    from scent.core.files.languages import language_code

    return tuple(map(language_code, words))


def _formats(names: Sequence[str] | None) -> tuple[str, ...]:
    if not names:
        return ()
    from scent.core.files.file_types import formats_of

    return formats_of(names)


def query_text(word: str, example: str = "scent search 'how to reset the router'") -> str:
    """The query, after checking that it is text; `example` is a command with a query.

    Raises:
        UsageError: it is empty or not valid UTF-8.
    """
    if not word.strip():
        raise UsageError("the query is empty", hint=f"such as: {example}")
    try:
        word.encode()
    except UnicodeEncodeError:
        raise UsageError("the query is not valid UTF-8") from None
    return word


def file_and_lines(word: str) -> tuple[bytes, tuple[int, int] | None]:
    """The file and the lines in FILE:LINE-LINE. If there is a file with the whole word as its name, it is meant.

    Raises:
        UsageError: the lines are no range.
    """
    match = re.fullmatch(r"(.+?):([0-9]{1,9})(?:-([0-9]{1,9}))?:?", word, re.DOTALL)
    if match is None or os.path.lexists(word):
        return os.fsencode(word), None
    first = int(match[2])
    last = int(match[3] or first)
    if not 1 <= first <= last:
        raise UsageError(
            f"{word!r} is not a range of lines: lines count from 1, and the last must not be before the first"
        )
    return os.fsencode(match[1]), (first, last)


# Ten years: the clocks of some systems end in 2038.
_LONGEST = 10 * 365.0 * 86_400


def seconds(word: str) -> float:
    """A length of time such as 90, 90s, 10m or 2h, in seconds.

    Raises:
        UsageError: the word is not a length of time, or the length is 0.
    """
    match = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)\s*([smhd]?)", word)
    time = float(match[1]) * {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}[match[2]] if match else 0.0
    if time <= 0:
        raise UsageError(f"{word!r} is not a time such as 90s, 10m or 2h")
    return min(time, _LONGEST)


def point_in_time(word: str) -> tuple[int, int]:
    """The start and the end of a year, month or day (2024-01, yesterday), in nanoseconds since 1970.

    The end is exclusive. Days are in local time. A length of time before now (12h, 3d, 2w, 1y) gives
    that moment for both.

    Raises:
        UsageError: the word is neither a date nor a length of time.
    """
    import time
    from datetime import datetime, timedelta

    if match := re.fullmatch(r"([0-9]{1,5})([hdwy])", word):
        ago = int(match[1]) * {"h": 3600, "d": 86_400, "w": 7 * 86_400, "y": 365 * 86_400}[match[2]]
        return (now := max(1, time.time_ns() - ago * 1_000_000_000)), now
    if word in _DAYS_AGO:
        word = (datetime.now() - timedelta(days=_DAYS_AGO[word])).date().isoformat()  # noqa: DTZ005  # as below
    match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", word)
    year, month, day = (int(number or 0) for number in match.groups()) if match else (0, 0, 0)
    try:
        first = datetime(year, month or 1, day or 1)  # noqa: DTZ001  # dates are in local time
        if day:
            after = first + timedelta(days=1)
        else:
            after = first.replace(year=year + (month in {0, 12}), month=month % 12 + 1 if month else 1)
        return int(first.timestamp()) * 1_000_000_000, int(after.timestamp()) * 1_000_000_000
    except (ValueError, OverflowError):
        raise UsageError(
            f"{word!r} is not a date; write 2024, 2024-01, 2024-01-31, yesterday, or 2w for two weeks ago"
        ) from None


_DAYS_AGO = {"today": 0, "yesterday": 1}
