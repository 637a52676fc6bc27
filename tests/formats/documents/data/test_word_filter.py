"""Data without words is left out, except for the beginning of each run."""

import pytest
from data_documents import documents

from scent.formats.documents.data.word_filter import MAX_WORDLESS, has_words


def test_most_of_a_long_run_of_numbers_is_left_out() -> None:
    text = (
        "seconds,volts,amperes\n"
        + "".join(f"{n},{n * 7 % 11}.5,0.{n}\n" for n in range(100_000))
        + "end of the measurement,,\n"
    )
    found = documents(text, "a.csv")
    assert sum(len(each.text) for each in found) < 3 * MAX_WORDLESS
    assert [each.last for each in found] == [False] * (len(found) - 1) + [True]
    assert found[-1].text.endswith("end of the measurement,,\n")
    assert found[-1].blocks[-1].place == "row 100002"
    for each in found:
        assert text.startswith(each.text, each.offset)
        assert each.line == text.count("\n", 0, each.offset) + 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,2,3", False),
        ("2024-01-01T00:00:00Z,NaN,true,1e-5", False),
        ("9f8a-deadb33f_22,x1", False),
        ("7,木", True),
        ("12,oak", True),
        ("[0.1, 0.2], " * 100, False),
        ("aGVsbG8rd29ybGQ/" * 100, False),
        ("a sentence, and another. " * 40, True),
    ],
)
def test_words_are_told_from_numbers_and_encoded_bytes(text: str, *, expected: bool) -> None:
    assert has_words(text) is expected
