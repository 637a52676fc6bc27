"""Globs as `rg -g` takes them: gitignore's syntax, except that what they name is wanted unless `!` stands before.

Owned here: whether a path is wanted, without looking at any file.

The rules are those of the crates `ignore` (overrides) and `globset`, against which the tests compare. What differs: `?`
and classes stand for a character, not for a byte; `--iglob` folds the case of every script; and a `#` is no comment.
"""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from scent.errors import UsageError

_TOKEN = re.compile(
    r"(?P<deep>(?:(?<=[/{,])|\A)(?:\*\*/)+)"  # any directories, or none
    r"|(?P<below>(?:(?<=/)|\A)\*\*\Z)"
    r"|(?P<stars>\*+)"
    r"|\[(?P<negated>[!^]?+)(?P<members>\][^]]*|[^]]+)\]"
    r"|\\(?P<escaped>.)"
    r"|(?P<plain>.)",
    re.DOTALL,
)
_MEMBER = re.compile(r"(.)-(.)|(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Glob:
    pattern: re.Pattern[str]
    wanted: bool
    directories_only: bool


class Globs:
    """Globs of which the last that matches a path decides."""

    def __init__(self, globs: Iterable[str], any_case: Iterable[str] = ()) -> None:
        """Take `globs`, and behind them those in `any_case`, for which large and small letters are the same.

        Raises:
            UsageError: one of them is malformed.
        """
        self._globs = [*map(_parsed, globs), *map(partial(_parsed, flags=re.IGNORECASE), any_case)]
        self._globs.reverse()
        self._wants_some = any(glob.wanted for glob in self._globs)
        self._excluded = {"": False}

    def matches(self, path: str) -> bool:
        """Whether the file with this relative path is wanted.

        It is not where a directory above is unwanted: nothing takes it back in, as in git.
        """
        found = self._decided(path, directory=False)
        wanted = not self._wants_some if found is None else found
        return wanted and not self._is_excluded(path.rpartition("/")[0])

    def _is_excluded(self, directory: str) -> bool:
        known = self._excluded.get(directory)
        if known is None:
            above = self._is_excluded(directory.rpartition("/")[0])
            known = above or self._decided(directory, directory=True) is False
            self._excluded[directory] = known
        return known

    def _decided(self, path: str, *, directory: bool) -> bool | None:
        for glob in self._globs:
            if (directory or not glob.directories_only) and glob.pattern.fullmatch(path):
                return glob.wanted
        return None


def match_paths(paths: Sequence[bytes], globs: Globs, bases: Sequence[bytes]) -> Iterator[bool]:
    """Whether each of `paths`, all absolute, is wanted as it is seen from the first of `bases` that it lies below."""
    known: dict[bytes, bool] = {}
    starts = [base.rstrip(b"/") + b"/" for base in bases if base]
    for path in paths:
        if path not in known:
            start = next((start for start in starts if path.startswith(start)), b"/")
            known[path] = globs.matches(os.fsdecode(path[len(start) :]))
        yield known[path]


def _parsed(glob: str, flags: int = 0) -> _Glob:
    body = glob if glob.endswith("\\ ") else glob.rstrip()
    wanted = not body.startswith("!")
    directories_only = body.endswith("/")
    body = body.removeprefix("!")
    if directories_only:
        body = body.removesuffix("/").removesuffix("\\")
    if not body:
        raise UsageError(f"the glob {glob!r} names nothing", hint="such as '*.md', 'notes/**' or '!drafts/'")
    anchored = "/" in body
    pattern = _regex(glob, body.removeprefix("/") if anchored else f"**/{body}")
    return _Glob(re.compile(pattern, flags | re.DOTALL), wanted, directories_only)


def _regex(glob: str, body: str) -> str:
    # The alternatives of the groups that are open, innermost last; each is what was made of it so far.
    groups: list[list[str]] = [[""]]
    for token in _TOKEN.finditer(body):
        plain = token["plain"]
        if plain == "{":
            groups.append([""])
        elif plain == "," and len(groups) > 1:
            groups[-1].append("")
        elif plain == "}":
            if len(groups) == 1:
                raise _malformed(glob, "a } closes nothing; say [}] for the character")
            alternatives = [each for each in groups.pop() if each]
            groups[-1][-1] += f"(?:{'|'.join(alternatives)})" if alternatives else ""
        else:
            groups[-1][-1] += _part(glob, token)
    if len(groups) > 1:
        raise _malformed(glob, "a { is not closed; say [{] for the character")
    return groups[0][0]


def _part(glob: str, token: re.Match[str]) -> str:
    if token["deep"]:
        return "(?:.*/)?"
    if token["below"]:
        return ".*"
    if token["stars"]:
        return "[^/]*"
    if token["members"]:
        return f"[{'^' if token['negated'] else ''}{''.join(_members(glob, token['members']))}]"
    if token["escaped"]:
        return re.escape(token["escaped"])
    if token["plain"] in {"[", "\\"}:
        raise _malformed(glob, f"a {token['plain']} stands alone; say [{token['plain']}] for the character")
    return "[^/]" if token["plain"] == "?" else re.escape(token["plain"])


def _members(glob: str, members: str) -> Iterator[str]:
    for member in _MEMBER.finditer(members):
        first, last, single = member.groups()
        if single is not None:
            yield re.escape(single)
        elif first > last:
            raise _malformed(glob, f"{first} comes after {last}")
        else:
            yield f"{re.escape(first)}-{re.escape(last)}"


def _malformed(glob: str, why: str) -> UsageError:
    return UsageError(f"the glob {glob!r} makes no sense: {why}")
