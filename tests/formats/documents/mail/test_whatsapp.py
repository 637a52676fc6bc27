"""Chats exported by WhatsApp: each message is a block under its sender, each day a document."""

import io
from datetime import UTC, datetime

import pytest

from scent.formats.documents.registry import detect_format, read_file


def test_messages_of_an_iphone_stand_under_their_sender_at_their_time() -> None:
    text = (
        "[12/03/2024, 6:30:11\u202fPM] Ada Brook: Poles?\nReally\n\u200e[13/03/2024, 9:00:00\u202fAM] Ben: Here: look\n"
    )
    first, second = documents = list(read_file(io.BytesIO(text.encode()), b"_chat.txt"))
    assert "".join(document.text for document in documents) == text
    assert [(block.heading, block.place) for document in documents for block in document.blocks] == [
        (("Ada Brook",), "12/03/2024, 6:30:11\u202fPM"),
        (("Ben",), "13/03/2024, 9:00:00\u202fAM"),
    ]
    assert (first.line, second.line, first.last, second.last) == (1, 3, False, True)
    assert (first.author, second.author) == ("Ada Brook", "Ben")
    assert (first.date_ns, second.date_ns) == (1_710_268_200 * 10**9, 1_710_320_400 * 10**9)
    assert [document.text for document in read_file(io.BytesIO(text.encode()), b"", skip_parts=1)] == [second.text]


DATES = {
    ("13/03/24",): "2024-03-13",
    ("3/13/24",): "2024-03-13",
    ("2024-03-13",): "2024-03-13",
    ("13.03.2024",): "2024-03-13",
    ("3/4/24", "3/5/24", "4/1/24"): "2024-04-01",  # ascending only with the month first
    ("3/4/24", "4/4/24", "1/5/24"): "2024-05-01",
    ("3/4/24",): "2024-04-03",
}


@pytest.mark.parametrize(("days", "last"), DATES.items())
def test_the_order_of_day_and_month_is_inferred_from_all_dates(days: tuple[str, ...], last: str) -> None:
    text = "".join(f"{day}, 18:30 - Ada: fine\n" for day in days)
    [*_, document] = read_file(io.BytesIO(text.encode()), b"chat.txt")
    assert datetime.fromtimestamp(document.date_ns / 1e9, UTC).isoformat() == f"{last}T18:30:00+00:00"


def test_logs_and_lists_of_dates_are_not_chats() -> None:
    for text in (b"[2024-01-17 06:00:01] boiler: valve stuck\n", b"12/03/2024, a Tuesday - rain\n"):
        assert detect_format(text, b"notes.txt").name != "whatsapp"
