"""Splits a text into the words by which it is searched, in the same way for passages and queries.

A word is a run of letters, digits and marks, or an emoji. It is folded: see `folding`. Most words
stand alone. These give more than one:

- An identifier gives the whole and its parts (`parseURLPath`, `max_size`).
- Words that are joined without a space give each of them and the whole, without the signs between
  letters (`e-mail` and `node.js` as `email` and `nodejs`), with those between digits (`1.2.3`).
- A sign that belongs to a word gives a word with it (`C++`, `C#`, `.NET`, `@user`, `--flag`).
- Text in scripts without spaces gives pairs of neighbouring characters.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from scent.formats.index.lexical.folding import folded, normalized, without_prefixes

# A longer run is data, not a word that somebody types.
MOST_CHARACTERS = 64
# A joined word of more parts is a path, a time stamp or the like; its parts are enough.
_MOST_PARTS = 4

# Thai, Lao, Myanmar, Khmer, Han (with its signs for repetition, and its extensions), Kana,
# Bopomofo, Hangul.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u312f"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
# A flag is two letters of its own kind.
EMOJI = "[\U0001f1e6-\U0001f1ff]{2}|[\u2600-\u27bf\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff]"
_PARTS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+|[^\W_A-Za-z0-9]+")
# A run of words and of the signs that may belong to them.
_ASCII = re.compile(r"[\w.@#$+:-]+", re.ASCII)
_PLAIN = re.compile(r"\w+", re.ASCII)
# Hashes and the like: their digits and letters are no parts.
_HASH = re.compile(r"(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{7,}|(?:[0-9]+[a-f]+){2,}[0-9]*|(?:[a-f]+[0-9]+){2,}[a-f]*")


# Stands behind the last character of a run without spaces.
END = "."
# What joins words, and where it is not written in the whole.
_JOINTS = re.compile(r"[.:-]+")
_SILENT = re.compile(r"(?<![0-9])[.:-]+|[.:-]+(?![0-9])")


class Token(NamedTuple):
    """What one place of a text is searched by.

    Attributes:
        wholes: the word; of joined words and identifiers, all of it.
        parts: of joined words and identifiers, its parts; of scripts without spaces, all there is.
        others: what else a passage with this word is found by: the word without a prefix that the
            script writes together with it, and the last character of a script without spaces.
    """

    wholes: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def words(text: str) -> list[str]:
    """Return the words of `text` in order, folded and ready to be stemmed.

    None contains white space.
    """
    return [word for run in runs(text) for word in _remembered(run)]


def tokens(text: str) -> list[Token]:
    """Return the words of `text` in order, those of one place together."""
    return [token for run in runs(text) for token in _tokens(run)]


def is_unspaced(word: str) -> bool:
    """Whether a word is of a script without spaces, in which words are pairs of characters."""
    return not word.isascii() and _scripts().match(word)["unspaced"] is not None  # type: ignore[index]  # always matches


def runs(text: str) -> list[str]:
    """Return the runs of words of `text`, and of signs that may belong to them, in order."""
    # ASCII needs no normalisation, and no pattern that takes milliseconds to build.
    return _ASCII.findall(text) if text.isascii() else _pattern().findall(normalized("NFKC", text))


@lru_cache(maxsize=1)
def letters() -> str:
    r"""Return what a class needs to match letters, digits, underscores and marks.

    Indic words need marks, which Python's \w leaves out.
    """
    return r"\w" + "".join(
        chr(code) for code in range(0x300, 0x1B00) if unicodedata.category(chr(code)).startswith("M")
    )


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    return re.compile(f"[{letters()}.@#$+:-]+|{EMOJI}")


@lru_cache(maxsize=1)
def _scripts() -> re.Pattern[str]:
    """Match runs of scripts with and without spaces. Building the pattern takes 3 ms, and ASCII needs none."""
    return re.compile(f"(?P<unspaced>[{UNSPACED}]+)|[^{UNSPACED}]+")


@lru_cache(maxsize=2)
def _joined(*, ascii_only: bool) -> re.Pattern[str]:
    """Match words that are joined by a sign, with the signs before and after them."""
    letter = r"[A-Za-z0-9_]" if ascii_only else f"[{letters()}]"
    return re.compile(
        rf"(--|[.@#$])?({letter}+(?:(?:[.-]|::|(?<=[0-9]):(?=[0-9])){letter}+)*)"
        rf"((?:\+\+|#)(?![\w+#]))?"
    )


def words_of_run(run: str) -> tuple[str, ...]:
    """Return what `words` gives for one of the `runs` of a text."""
    # Without the stops at the end, a word is the same within a sentence and at its end.
    run = run.rstrip(".:-")
    if run.isascii() and run.isalnum() and _is_one_word(run):  # almost every word, so without what the rest needs
        return (run.lower(),) if len(run) <= MOST_CHARACTERS else ()
    forms: tuple[str, ...] = ()
    for wholes, parts, others in _tokens(run):
        forms += wholes + parts + others
    return forms


_remembered = lru_cache(maxsize=1 << 16)(words_of_run)  # words repeat within a text


def _is_one_word(run: str) -> bool:
    return run.islower() or run[1:].islower() or run.isupper() or run.isdecimal()


def _tokens(run: str) -> Iterator[Token]:
    is_ascii = run.isascii()
    if is_ascii and _PLAIN.fullmatch(run):
        yield _identifier(run)
    elif not is_ascii and re.fullmatch(EMOJI, run):
        yield Token((run,))
    else:
        for match in _joined(ascii_only=is_ascii).finditer(run):
            yield from _of_joined(match)


def _of_joined(match: re.Match[str]) -> list[Token]:
    before, joined, after = match.groups()
    runs = _JOINTS.split(joined)
    found = [token for run in runs for token in _of_scripts(run)]
    wholes = []
    if 1 < len(runs) <= _MOST_PARTS:
        wholes.append(folded(_SILENT.sub("", joined)))
    if before and match.start() == 0 and not joined[0].isdecimal():
        wholes.append(before + folded(joined))
    if after:
        wholes.append(folded(joined) + after)
    if not wholes or len(joined) > MOST_CHARACTERS or not all(token.wholes for token in found):
        return found
    parts = tuple(word for token in found for word in token.wholes + token.parts)
    return [Token(tuple(wholes), parts, tuple(word for token in found for word in token.others))]


def _of_scripts(run: str) -> list[Token]:
    if run.isascii():
        return [_identifier(run)]
    return [
        _pairs(match[0].casefold(), alone=len(match[0]) == len(run)) if match["unspaced"] else _identifier(match[0])
        for match in _scripts().finditer(run)
    ]


def _pairs(run: str, *, alone: bool) -> Token:
    """Return the pairs of a script without spaces; with the last character, every character begins a word.

    One character beside digits or letters (`2008年`) is no word, but says something of them.
    """
    if len(run) == 1:
        return Token((run,)) if alone else Token((), (run,))
    return Token((), tuple(run[place : place + 2] for place in range(len(run) - 1)), (run[-1] + END,))


@lru_cache(maxsize=1 << 15)
def _identifier(run: str) -> Token:
    """Return a run of a script with spaces, and its parts if it is an identifier of several words."""
    whole = folded(run.strip("_"))
    wholes = (whole,) if 0 < len(whole) <= MOST_CHARACTERS else ()
    if ("_" not in run and _is_one_word(run)) or _HASH.fullmatch(whole):
        return Token(wholes)
    if run.upper() == run.lower() and "_" not in run:  # no letter has a case: no identifier, but maybe a prefix
        return Token(wholes, (), without_prefixes(whole))
    parts = [folded(part) for part in _PARTS.findall(run) if len(part) <= MOST_CHARACTERS]
    return Token(wholes, tuple(parts) if len(parts) > 1 else ())
