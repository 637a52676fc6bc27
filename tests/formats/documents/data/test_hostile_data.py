"""Hostile text in every data format is read in linear time, and its blocks tile."""

import time
from collections.abc import Sequence

import pytest
from data_documents import documents

from scent.formats.documents.base.document import Document

HOSTILE = {
    "deep lists": "[" * 100_000,
    "deep objects": '{"a":' * 100_000,
    "closing": "]}" * 100_000,
    "quotes": '"' * 200_000,
    "a quote on each line": '"a\n' * 70_000,
    "two quotes on each line": '"a"","\n' * 30_000,
    "backslashes": '"' + "\\" * 200_001,
    "endless cell": 'a,"' + "b" * 300_000,
    "commas": "," * 200_000,
    "aliases": "a: &a [x]\n" + "".join(f"k{n}: &k{n} [{','.join([f'*k{n - 1}'] * 9)}]\n" for n in range(1, 2_000)),
    "deep keys": "".join(" " * n + "a:\n" for n in range(600)),
    "dashes": "- " * 100_000,
    "dashes on lines": "- - - -\n" * 20_000,
    "colons": "a:" * 100_000,
    "spaces and colons": "a :" * 100_000,
    "equals": "a=" * 100_000,
    "words": "a " * 100_000,
    "brackets": "[a.b]\n" * 30_000,
    "dots": "[" + "a." * 100_000 + "]",
    "comments": "/*" * 100_000,
    "NULs further on": "a,b\n" * 40_000 + "c\0,d\n" * 10,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.jsonl", "a.yaml", "a.toml"])
def test_hostile_data_takes_no_more_than_linear_time(name: str, text: str) -> None:
    begun = time.process_time()
    found = documents(text, name)
    assert time.process_time() - begun < 10
    assert found[-1].last
    assert_tiled(found)


def assert_tiled(found: Sequence[Document]) -> None:
    for each in found:
        ends = [block.end for block in each.blocks]
        assert [block.start for block in each.blocks] == [0, *ends[:-1]][: len(ends)]
        assert not ends or ends[-1] == len(each.text)
        assert ends or not each.text.strip()
