"""Matches paths against globs as `rg -g` does, without touching the disk.

The syntax is gitignore's with the opposite meaning: a glob selects what it matches, and `!` in
front of it excludes. The rules are those of the Rust crates `ignore` (overrides) and `globset`; the
tests compare with them. There are three differences: `?` and classes match a character, not a byte;
`--iglob` ignores case in every script; `#` does not start a comment.
"""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from scent.errors import UsageError

_TOKEN = re.compile(
    r"(?P<any_directories>(?:(?<=[/{,])|\A)(?:\*\*/)+)"
    r"|(?P<rest>(?:(?<=/)|\A)\*\*\Z)"
    r"|(?P<stars>\*+)"
    r"|\[(?P<negated>[!^]?+)(?P<members>\][^]]*|[^]]+)\]"
    r"|\\(?P<escaped>.)"
    r"|(?P<plain>.)",
    re.DOTALL,
)
_CLASS_MEMBER = re.compile(r"(.)-(.)|(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Glob:
    pattern: re.Pattern[str]
    selects: bool
    directories_only: bool


class Globs:
    """A list of globs; the last one that matches a path decides about it."""

    def __init__(self, globs: Iterable[str], any_case: Iterable[str] = ()) -> None:
        """Parse `globs`, then `any_case`, in which case does not matter.

        Raises:
            UsageError: A glob is malformed.
        """
        self._globs = [*map(_parse, globs), *map(partial(_parse, flags=re.IGNORECASE), any_case)]
        self._globs.reverse()
        self._any_selects = any(glob.selects for glob in self._globs)
        self._excluded = {"": False}  # by directory

    def matches(self, path: str) -> bool:
        """Whether the globs select the file with this relative path.

        A file in an excluded directory is never selected, as in git.
        """
        decision = self._decide(path, is_directory=False)
        selected = not self._any_selects if decision is None else decision
        return selected and not self._is_excluded(path.rpartition("/")[0])

    def _is_excluded(self, directory: str) -> bool:
        excluded = self._excluded.get(directory)
        if excluded is None:
            parent_excluded = self._is_excluded(directory.rpartition("/")[0])
            excluded = parent_excluded or self._decide(directory, is_directory=True) is False
            self._excluded[directory] = excluded
        return excluded

    def _decide(self, path: str, *, is_directory: bool) -> bool | None:
        """What the last glob that matches says; None if no glob matches."""
        for glob in self._globs:
            if (is_directory or not glob.directories_only) and glob.pattern.fullmatch(path):
                return glob.selects
        return None


def match_paths(paths: Sequence[bytes], globs: Globs, bases: Sequence[bytes]) -> Iterator[bool]:
    """Whether `globs` select each of `paths`, which are absolute.

    A path is matched relative to the first directory in `bases` that contains it, or else to `/`.
    """
    selected: dict[bytes, bool] = {}
    prefixes = [base.rstrip(b"/") + b"/" for base in bases if base]
    for path in paths:
        if path not in selected:
            prefix = next((prefix for prefix in prefixes if path.startswith(prefix)), b"/")
            selected[path] = globs.matches(os.fsdecode(path[len(prefix) :]))
        yield selected[path]


def _parse(glob: str, flags: int = 0) -> _Glob:
    body = glob if glob.endswith("\\ ") else glob.rstrip()
    selects = not body.startswith("!")
    directories_only = body.endswith("/")
    body = body.removeprefix("!")
    if directories_only:
        body = body.removesuffix("/").removesuffix("\\")
    if not body:
        raise UsageError(f"the glob {glob!r} is empty", hint="write one such as '*.md', 'notes/**' or '!drafts/'")
    anchored = "/" in body
    pattern = _to_regex(glob, body.removeprefix("/") if anchored else f"**/{body}")
    return _Glob(re.compile(pattern, flags | re.DOTALL), selects, directories_only)


def _to_regex(glob: str, body: str) -> str:
    # The open groups, innermost last. A group is a list of alternatives, each a regular expression
    # so far.
    groups: list[list[str]] = [[""]]
    for token in _TOKEN.finditer(body):
        plain = token["plain"]
        if plain == "{":
            groups.append([""])
        elif plain == "," and len(groups) > 1:
            groups[-1].append("")
        elif plain == "}":
            if len(groups) == 1:
                raise _malformed(glob, "a } has no {; write [}] for the character itself")
            alternatives = [each for each in groups.pop() if each]
            groups[-1][-1] += f"(?:{'|'.join(alternatives)})" if alternatives else ""
        else:
            groups[-1][-1] += _token_to_regex(glob, token)
    if len(groups) > 1:
        raise _malformed(glob, "a { is not closed; write [{] for the character itself")
    return groups[0][0]


def _token_to_regex(glob: str, token: re.Match[str]) -> str:
    if token["any_directories"]:
        return "(?:.*/)?"
    if token["rest"]:
        return ".*"
    if token["stars"]:
        return "[^/]*"
    if token["members"]:
        return f"[{'^' if token['negated'] else ''}{''.join(_class_members(glob, token['members']))}]"
    if token["escaped"]:
        return re.escape(token["escaped"])
    plain = token["plain"]
    if plain == "[":
        raise _malformed(glob, "a [ is not closed; write [[] for the character itself")
    if plain == "\\":
        raise _malformed(glob, "it ends with a single \\; write \\\\ for the character itself")
    return "[^/]" if plain == "?" else re.escape(plain)


def _class_members(glob: str, members: str) -> Iterator[str]:
    for member in _CLASS_MEMBER.finditer(members):
        first, last, single = member.groups()
        if single is not None:
            yield re.escape(single)
        elif first > last:
            raise _malformed(glob, f"the range {first}-{last} is backwards")
        else:
            yield f"{re.escape(first)}-{re.escape(last)}"


def _malformed(glob: str, reason: str) -> UsageError:
    return UsageError(f"the glob {glob!r} is malformed: {reason}")
