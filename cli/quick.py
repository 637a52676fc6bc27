"""A plain command line, read without Typer, which takes longer to load than a search by words takes to search.

Owned here: words that can mean one thing only. Both read the same annotations.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Literal, NamedTuple

from scent.cli.param import Argument, Option

_NUMBERS: Final = (int, float)
_MOST_DIGITS: Final = 1000  # Python refuses to read numbers of some thousands


class _UnclearError(Exception):
    """Typer has to look."""


class _Wanted(NamedTuple):
    """A parameter of a verb: its value's type, whether there may be several, what a flag means, its bounds."""

    name: str
    type: Any
    many: bool
    flag: bool | None = None
    least: float | None = None
    most: float | None = None


def arguments(run: Callable[..., int], words: Sequence[str]) -> dict[str, Any] | None:
    """What `words` give to the verb `run`, by the names of its parameters; None where Typer has to look."""
    if words == ["-h"]:
        return None  # by itself, that asks for help, whatever else it may mean
    options: dict[str, _Wanted] = {}
    places: list[_Wanted] = []
    for name, annotation in run.__annotations__.items():
        for declared in getattr(annotation, "__metadata__", ()):
            wanted = _wanted(name, annotation.__origin__, declared.more)
            if isinstance(declared, Argument):
                places.append(wanted)
            elif isinstance(declared, Option):
                options.update(_named(declared.names, wanted))
    try:
        given, others = _split(list(words), options)
        _put(given, others, places)
    except _UnclearError:
        return None
    return given if _required(run) <= given.keys() else None


def _wanted(name: str, annotation: Any, more: dict[str, Any]) -> _Wanted:  # noqa: ANN401  # any type
    """The type without `| None`, and the element's of a list."""
    if getattr(annotation, "__args__", ())[-1:] == (type(None),):
        annotation = annotation.__args__[0]
    many = getattr(annotation, "__origin__", None) is list
    kind = annotation.__args__[0] if many else annotation
    return _Wanted(name, kind, many, None, more.get("min"), more.get("max"))


def _named(names: Sequence[str], wanted: _Wanted) -> Iterator[tuple[str, _Wanted]]:
    for name in names:
        if wanted.type is not bool:
            yield name, wanted
            continue
        yes, _, no = name.partition("/")
        if yes.strip():
            yield yes, wanted._replace(flag=True)
        if no:
            yield no, wanted._replace(flag=False)


def _split(words: list[str], options: dict[str, _Wanted]) -> tuple[dict[str, Any], list[str]]:
    """The values of options, and the words that are none."""
    given: dict[str, Any] = {}
    others: list[str] = []
    words.reverse()
    while words:
        word = words.pop()
        if word == "--":
            others += reversed(words)
            break
        if word[:1] != "-" or word == "-":
            others.append(word)
        elif word[:2] == "--":
            name, equals, value = word.partition("=")
            wanted = options.get(name)
            if wanted is None or (equals and wanted.flag is not None):
                raise _UnclearError
            if equals:
                words.append(value)
            _take(given, wanted, words)
        else:
            _letters(given, word, words, options)
    return given, others


def _letters(given: dict[str, Any], word: str, words: list[str], options: dict[str, _Wanted]) -> None:
    """`-lq`, `-k5`, `-lk 5`: letters of flags, of which the last may have a value."""
    for place, letter in enumerate(word[1:], 2):
        wanted = options.get(f"-{letter}")
        if wanted is None:
            raise _UnclearError
        if wanted.flag is None:
            if word[place:]:
                words.append(word[place:])
            _take(given, wanted, words)
            return
        given[wanted.name] = wanted.flag


def _take(given: dict[str, Any], wanted: _Wanted, words: list[str]) -> None:
    if wanted.flag is not None:
        given[wanted.name] = wanted.flag
    elif not words:
        raise _UnclearError
    elif wanted.many:
        given.setdefault(wanted.name, []).append(_value(wanted, words.pop()))
    else:
        given[wanted.name] = _value(wanted, words.pop())


def _value(wanted: _Wanted, word: str) -> Any:  # noqa: ANN401  # of the type that is wanted
    if wanted.type is str:
        return word
    if wanted.type in _NUMBERS:
        digits = word.removeprefix("-").replace(".", "", wanted.type is float)
        if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
            raise _UnclearError
        number = wanted.type(word)
        if (wanted.least is None or number >= wanted.least) and (wanted.most is None or number <= wanted.most):
            return number
    elif getattr(wanted.type, "__origin__", None) is Literal and word in wanted.type.__args__:
        return word
    raise _UnclearError


def _put(given: dict[str, Any], others: list[str], places: list[_Wanted]) -> None:
    """Give the words that are no options to the arguments, in order; a list takes all that are left."""
    for place in places:
        if place.many and place is places[-1]:
            if others:
                given[place.name] = [_value(place, word) for word in others]
            return
        if others and not place.many:
            given[place.name] = _value(place, others.pop(0))
        elif others:
            raise _UnclearError
    if others:
        raise _UnclearError


def _required(run: Callable[..., int]) -> set[str]:
    """The names of the parameters that have no default."""
    code = run.__code__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    last = code.co_argcount
    with_default = names[last - len(run.__defaults__ or ()) : last]
    return set(names) - set(with_default) - (run.__kwdefaults__ or {}).keys()
