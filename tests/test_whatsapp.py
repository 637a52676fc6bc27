"""Exported chats: a block a message, in the forms of both kinds of phones; what merely looks like one is not."""

import io

from scent.formats.documents.registry import read_file, recognise


def test_messages_of_an_iphone_stand_under_their_sender_at_their_time() -> None:
    text = (
        "[12/03/2024, 6:30:11\u202fPM] Ada Brook: Poles?\nReally\n\u200e[13/03/2024, 9:00:00\u202fAM] Ben: Here: look\n"
    )
    (document,) = read_file(io.BytesIO(text.encode()), b"_chat.txt")
    assert document.text == text
    assert [(block.heading, block.place) for block in document.blocks] == [
        (("Ada Brook",), "12/03/2024, 6:30:11\u202fPM"),
        (("Ben",), "13/03/2024, 9:00:00\u202fAM"),
    ]


def test_logs_and_lists_of_dates_are_no_chats() -> None:
    for text in (b"[2024-01-17 06:00:01] boiler: valve stuck\n", b"12/03/2024, a Tuesday - rain\n"):
        assert recognise(text, b"notes.txt").name != "whatsapp"
