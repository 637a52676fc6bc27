"""A model's card gives its pooling, lengths and prompts: from the file, or else from the table of families."""

from pathlib import Path

import pytest
import tiny_models

from scent.core.inference.gguf.card import ModelCard, read_card


@pytest.mark.parametrize(
    ("make", "pooling", "causal", "context"),
    [
        (tiny_models.bert, "mean", False, 512),
        (tiny_models.nomic_bert, "mean", False, 2048),
        (tiny_models.qwen3, "last", True, 512),
        (tiny_models.gemma, "mean", False, 512),
    ],
)
def test_a_card_says_how_a_model_pools_and_how_far_it_sees(
    make: tiny_models.Maker, pooling: str, context: int, tmp_path: Path, *, causal: bool
) -> None:
    card = read_card(make(tmp_path / "model.gguf"))
    assert (card.pooling, card.causal, card.context_tokens, card.trained_tokens) == (pooling, causal, context, context)


@pytest.mark.parametrize(
    ("name", "query", "document", "trained"),
    [
        ("nomic embed text v1.5", "search_query: ", "search_document: ", 512),
        ("Embeddinggemma 300M", "task: search result | query: ", "title: none | text: ", 512),
        ("multilingual-e5-small", "query: ", "passage: ", 512),
        ("all-MiniLM-L12-v2", "", "", 128),
        ("my own e5-small", "", "", 512),
    ],
)
def test_prompts_and_lengths_of_published_models_go_by_their_exact_name(
    name: str, query: str, document: str, trained: int, tmp_path: Path
) -> None:
    card = read_card(tiny_models.bert(tmp_path / "model.gguf", general__name=name))
    assert (card.query_prompt, card.document_prompt, card.trained_tokens) == (query, document, trained)


def test_a_file_overrules_what_is_known_of_its_name(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    own = {"scent__trained_tokens": 100, "scent__prompt__query": "", "scent__prompt__document": "text: "}
    card: ModelCard = read_card(tiny_models.bert(path, general__name="e5-small", **own))
    assert (card.query_prompt, card.document_prompt, card.trained_tokens) == ("", "text: ", 100)
