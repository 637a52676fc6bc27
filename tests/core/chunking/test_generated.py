"""Text that a program made is told from what people wrote, by what it is."""

import base64
import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scent.core.chunking.generated import generated_characters, is_generated

DIGESTS = [hashlib.sha256(bytes([number])).hexdigest() for number in range(20)]
GENERATED = {
    "minified code": "!function(){"
    + ";".join(f"function a{n}(t,e){{return e.q(t)||t['k{n}']}}" for n in range(20))
    + "}();",
    "base64": base64.b64encode(b"".join(bytes.fromhex(each) for each in DIGESTS)).decode(),
    "a lock file": "\n".join(f'    {{file = "a-{n}.whl", hash = "sha256:{each}"}},' for n, each in enumerate(DIGESTS)),
    "a table of numbers": "\n".join(
        " ".join(f"{number * 7919 % 9973:5}" for number in range(n, n + 9)) for n in range(20)
    ),
    "an index of words": "Search.setIndex({" + ", ".join(f'"word{n}": [{n}, {n + 7}]' for n in range(30)) + "})",
    "a table of strings on one line": "var names = ["
    + ", ".join(f'["{n}", "usage/page-{n}.rst"]' for n in range(20))
    + "]",
    "a table of contents": "\n".join(
        f"2.{n}. HOW PASSAGES ARE CUT " + ". " * 20 + f"{n // 2 + 3}" for n in range(1, 9)
    ),
    "a piece of a table of contents": f"5\n2.6. Recovering data {'. ' * 40} 6\n2.7. Performance {'. ' * 40} 6\n"
    f"2.8. Caveats {'. ' * 30}",
    "contents with dots side by side": "\n".join(f"Chapter {n} ................ {9 * n}" for n in range(1, 9)),
    "an empty template": "---\ntags: [daily]\n---\n# 2025-01-10\n\n## Joys\n\n\n## Wins\n\n- [ ]\n\n## Lessons\n\n",
}
WRITTEN = {
    "prose": "The boiler was serviced in March, and the plumber said that the pump should be replaced. " * 4,
    "prose without spaces": "今天天气很好。我们一起去公园散步。然后回家吃饭。" * 12,
    "code": "def total(items, rate):\n    return sum(each.price for each in items) * (1 + rate)\n\n" * 5,
    "comments": "# first of all\n# the table is read\n## and then written\n# in one go\n" * 5,
    "a bill": "Date        Work              Hours   Amount\n2025-01-03  bathroom tiles      4.5   180.00\n" * 4,
    "addresses": "https://example.org/notes/garden/2024\nhttps://example.org/notes/heating/2025\n" * 5,
    "paths": "libs/geometry/index/test/rtree/linear/Jamfile\nlibs/geometry/index/test/rtree/b3d/Jamfile\n" * 5,
    "a list of words in code": 'WORDS = ["apple", "pear",\n         "quince", "medlar",\n' * 8 + "]",
    "a long line of prose": 'He said "no", she said (again): "why not?"; and so it went on, until the bells rang. ' * 6,
    "a menu": "".join(
        f"{dish} ................ {price}\n"
        for dish, price in [
            ("Lentil soup with mint", 7),
            ("Trout with almonds", 19),
            ("Dumplings", 11),
            ("Plum cake", 5),
            ("Tea", 3),
        ]
    ),
    "sentences that trail off": "He waited ... and waited .... until 1990\nNothing came of it, and he left.\n" * 4,
    "a filled template": "# 2025-01-08\n\n## Highlights\n\nSkied until the lifts closed.\n\n## Wins\n\n## Lessons\n",
    "a short commit": "The fault came with 4f3a9c01d2e5b6a7988766554433221100ffeedd.",
}


@pytest.mark.parametrize("kind", GENERATED)
def test_what_a_program_made_is_recognised(kind: str) -> None:
    assert is_generated(GENERATED[kind])


@pytest.mark.parametrize("kind", WRITTEN)
def test_what_people_wrote_is_not(kind: str) -> None:
    assert not is_generated(WRITTEN[kind])


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    assert is_generated(text) in {True, False}


def test_words_in_any_order_are_what_people_write() -> None:
    chance = random.Random(3)  # noqa: S311  # a sample that can be drawn again
    words = WRITTEN["prose"].split()
    assert not any(is_generated(" ".join(chance.choices(words, k=100))) for _ in range(100))


def test_what_a_program_made_in_a_long_text_is_counted_piece_by_piece() -> None:
    prose, code = WRITTEN["prose"] * 4 + "\n", GENERATED["minified code"] * 6
    assert generated_characters(prose) == 0
    assert generated_characters(code) == len(code)
    assert 0.8 * len(code) <= generated_characters(prose + code) <= len(code)
    assert generated_characters("") == 0
