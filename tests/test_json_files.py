"""Small JSON files of any content are read or refused, whoever wrote them."""

from pathlib import Path

import pytest

from scent.json_files import read_json


def test_a_value_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"a": [1]}')
    assert read_json(tmp_path / "a.json") == {"a": [1]}


@pytest.mark.parametrize(
    "content", ["[" * 200_000, "x" * (1 << 20) + "x", "", "{"], ids=["deep", "long", "empty", "cut"]
)
def test_anything_else_is_an_error_that_callers_expect(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.json").write_text(content)
    with pytest.raises(ValueError, match=r"deep|long|Expecting|delimiter"):
        read_json(tmp_path / "a.json")
