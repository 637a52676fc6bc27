"""Chunks tile a document's text and its tokens, and end at the best boundaries; windows embed each chunk once."""

import re
from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scent.arrays import Tokens
from scent.core.chunking.chunker import ChunkedDocument, chunk
from scent.core.chunking.pooling import pool
from scent.core.chunking.windows import overlapping_windows, single_windows
from scent.formats.documents.base.document import Block, Document, Kind


def words(texts: Sequence[str]) -> list[Tokens]:
    """A tokenizer with one token a word, and one for every four characters of a longer word."""
    return [np.array([len(part) for part in re.findall(r"\S{1,4}", text)], np.int32) for text in texts]


def prose(*paragraphs: str) -> Document:
    blocks, text = [], ""
    for paragraph in paragraphs:
        blocks.append(Block(Kind.PROSE, len(text), len(text) + len(paragraph)))
        text += paragraph
    return Document(text, "text", blocks=blocks)


def texts(document: Document, chunked: ChunkedDocument) -> list[str]:
    return [document.text[piece.start : piece.end] for piece in chunked.chunks]


@st.composite
def documents(draw: st.DrawFn) -> Document:
    pieces = draw(
        st.lists(st.text(max_size=60) | st.sampled_from(["One. Two! ", "\n\n", "a" * 1500, "x y\n" * 9, "。あ。い"]))
    )
    text, blocks = "", []
    for piece in pieces:
        if piece:
            kind, keep, place = draw(st.sampled_from(Kind)), draw(st.booleans()), draw(st.sampled_from(["", "page 1"]))
            blocks.append(Block(kind, len(text), len(text) + len(piece), heading=(kind,), keep=keep, place=place))
            text += piece
    return Document(text, "text", blocks=blocks)


@given(documents(), st.integers(8, 60), st.integers(0, 60))
def test_chunks_tile_the_text_and_the_tokens(document: Document, chunk_tokens: int, more: int) -> None:
    max_tokens = chunk_tokens + more
    chunked = chunk(document, words, chunk_tokens, max_tokens)
    if not chunked.chunks:
        assert not document.text.strip()
        return
    assert "".join(texts(document, chunked)) == document.text
    spans = [(piece.first_token, piece.last_token) for piece in chunked.chunks]
    assert [first for first, _ in spans] == [0, *(last for _, last in spans[:-1])]
    assert spans[-1][1] == len(chunked.tokens)
    assert all(last - first <= max_tokens for first, last in spans)


def test_chunks_of_other_languages_hold_as_many_characters_as_english_ones_within_the_limit_of_the_model() -> None:
    def longest(sentence: str, max_tokens: int | None) -> int:
        chunks = chunk(prose(sentence * 100), words, 40, max_tokens).chunks
        return max(piece.last_token - piece.first_token for piece in chunks)

    assert longest("Wordword wordword wordword wordword. ", None) == 36  # four sentences of 9 tokens
    assert longest("A b c d e. ", None) == 40  # eight of 5
    assert longest("A b c d e. ", 64) == 60  # twelve, as they are short
    assert longest("\u6696 \u6c14 \u6696 \u6c14. ", 64) == 44  # eleven of 4, each of which counts as a word


def test_a_chunk_ends_with_a_paragraph_rather_than_inside_one() -> None:
    document = prose(
        "One two three four five six.\n\n", "Seven eight. Nine ten eleven. Twelve thirteen.\n\n", "Fourteen."
    )
    assert texts(document, chunk(document, words, 10))[0] == "One two three four five six.\n\n"


def test_a_sentence_is_not_cut_while_it_fits() -> None:
    document = prose("Mr. Smith came, e.g. by train. He left at 5.30 p.m. sharp. It rained. " * 20)
    assert all(text.rstrip().endswith((".", "sharp.")) for text in texts(document, chunk(document, words, 24)))


def test_a_heading_stays_with_its_text() -> None:
    body = "word " * 30
    text = f"{body}\nTitle\n{body}"
    place = text.index("Title")
    blocks = [
        Block(Kind.PROSE, 0, place),
        Block(Kind.HEADING, place, place + 6, ("Title",), keep=True),
        Block(Kind.PROSE, place + 6, len(text), ("Title",)),
    ]
    document = Document(text, "text", blocks=blocks)
    chunked = chunk(document, words, 40)
    assert texts(document, chunked)[1].startswith("Title\nword")
    assert chunked.chunks[1].heading == ("Title",)


@given(documents(), st.integers(8, 60))
def test_a_chunk_has_the_heading_and_the_place_of_everything_in_it(document: Document, chunk_tokens: int) -> None:
    for piece in chunk(document, words, chunk_tokens).chunks:
        whole = {piece.start: (piece.heading, piece.place)}
        begins = whole | {section.start: (section.heading, section.place) for section in piece.sections}
        assert list(begins) == sorted(begins)
        for block in document.blocks:
            for place in {max(block.start, piece.start), min(block.end, piece.end) - 1}:
                if block.start <= place < block.end and piece.start <= place < piece.end:
                    assert begins[max(begin for begin in begins if begin <= place)] == (block.heading, block.place)


def test_a_word_of_100_000_characters_is_cut_into_chunks() -> None:
    document = prose("a" * 100_000)
    chunked = chunk(document, words, 32)
    assert "".join(texts(document, chunked)) == document.text
    assert len(chunked.chunks) < 2 * 100_000 / 4 / 32


@given(documents(), st.integers(8, 40), st.integers(40, 100))
def test_every_chunk_is_embedded_by_one_window_that_contains_it(
    document: Document, chunk_tokens: int, room: int
) -> None:
    chunked = chunk(document, words, chunk_tokens)
    windows = overlapping_windows(chunked.chunks, room)
    assert [place for window in windows for place in range(window.first_chunk, window.last_chunk)] == list(
        range(len(chunked.chunks))
    )
    for window in windows:
        assert window.last_token - window.first_token <= room
        for place, (first, last) in zip(range(window.first_chunk, window.last_chunk), window.spans, strict=True):
            piece = chunked.chunks[place]
            assert (window.first_token + first, window.first_token + last) == (piece.first_token, piece.last_token)


def test_a_document_of_one_chunk_has_the_same_window_early_and_late() -> None:
    chunked = chunk(prose("A short note. "), words, 32)
    (early,), (late,) = single_windows(chunked.chunks), overlapping_windows(chunked.chunks, 64)
    assert (early.first_token, early.last_token, early.spans.tolist()) == (
        late.first_token,
        late.last_token,
        late.spans.tolist(),
    )


def test_pooling_takes_the_mean_of_a_span_and_the_special_tokens() -> None:
    tokens = np.arange(12, dtype=np.float32).reshape(6, 2)
    pooled = pool(tokens, np.array([[0, 2], [2, 4]], np.int32), 1, 1)
    assert pooled.tolist() == [tokens[[0, 1, 2, 5]].mean(axis=0).tolist(), tokens[[0, 3, 4, 5]].mean(axis=0).tolist()]
