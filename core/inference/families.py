"""The prompts and the trained length of published models, which their files leave out.

To support another family of models, add its names to `_FAMILIES`. To let `scent models pull` fetch
one, add it to `core/models/catalogue.toml`. A model that is not listed here is served as its file
says, without prompts. A file can also give these facts itself: `scent.trained_tokens`,
`scent.prompt.query` and `scent.prompt.document`.

The figures come from the models' own cards and configurations (`sentence_bert_config.json`,
`config_sentence_transformers.json`) on huggingface.co.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Family:
    """How a family of models was trained.

    `query_prompt` and `document_prompt` are put before a text. `trained_tokens` is the longest
    input in tokens, special tokens included; 0 means the context length that the file gives.
    `projected` says that the model ends with a linear layer, which most converters leave out.
    """

    query_prompt: str = ""
    document_prompt: str = ""
    trained_tokens: int = 0
    projected: bool = False


_SEARCH = "Represent this sentence for searching relevant passages: "
_INSTRUCT = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"

_E5 = Family("query: ", "passage: ", 512)
_BGE = Family(_SEARCH, "", 512)
_BGE_ZH = Family(
    "\u4e3a\u8fd9\u4e2a\u53e5\u5b50\u751f\u6210\u8868\u793a\u4ee5\u7528\u4e8e\u68c0\u7d22\u76f8\u5173\u6587\u7ae0\uff1a",
    "",
    512,
)
_ARCTIC = Family(_SEARCH, "", 512)
_ARCTIC_LONG = Family(_SEARCH, "")
_ARCTIC_2 = Family("query: ", "")
_GRANITE = Family(trained_tokens=512)
_NOMIC = Family("search_query: ", "search_document: ")
_NOMIC_MOE = Family("search_query: ", "search_document: ", 512)
_GEMMA = Family("task: search result | query: ", "title: none | text: ", 2048)
_QWEN3 = Family(_INSTRUCT, "")
_GTE_QWEN = Family(_INSTRUCT + " ", "")

# The keys are names in the spelling that `_key` returns.
_FAMILIES: Final[Mapping[str, Family]] = {
    "all-minilm-l6-v2": Family(trained_tokens=256),
    "all-minilm-l12-v2": Family(trained_tokens=128),
    "paraphrase-minilm-l3-v2": Family(trained_tokens=128),
    "paraphrase-minilm-l6-v2": Family(trained_tokens=128),
    "paraphrase-minilm-l12-v2": Family(trained_tokens=128),
    "paraphrase-multilingual-minilm-l12-v2": Family(trained_tokens=128),
    "labse": Family(trained_tokens=256),
    "multi-qa-minilm-l6-cos-v1": Family(trained_tokens=512),
    "e5-small": _E5,
    "e5-base": _E5,
    "e5-large": _E5,
    "e5-small-v2": _E5,
    "e5-base-v2": _E5,
    "e5-large-v2": _E5,
    "multilingual-e5-small": _E5,
    "multilingual-e5-base": _E5,
    "multilingual-e5-large": _E5,
    "multilingual-e5-large-instruct": Family(_INSTRUCT + " ", "", 512),
    "bge-small-en": _BGE,
    "bge-base-en": _BGE,
    "bge-large-en": _BGE,
    "bge-small-en-v1.5": _BGE,
    "bge-base-en-v1.5": _BGE,
    "bge-large-en-v1.5": _BGE,
    "bge-small-zh-v1.5": _BGE_ZH,
    "bge-base-zh-v1.5": _BGE_ZH,
    "bge-large-zh-v1.5": _BGE_ZH,
    "mxbai-embed-large-v1": _BGE,
    "mxbai-embed-xsmall-v1": _BGE,
    "snowflake-arctic-embed-xs": _ARCTIC,
    "snowflake-arctic-embed-s": _ARCTIC,
    "snowflake-arctic-embed-m": _ARCTIC,
    "snowflake-arctic-embed-l": _ARCTIC,
    "snowflake-arctic-embed-m-long": _ARCTIC_LONG,
    "snowflake-arctic-embed-m-v1.5": _ARCTIC,
    "snowflake-arctic-embed-m-v2.0": _ARCTIC_2,
    "snowflake-arctic-embed-l-v2.0": _ARCTIC_2,
    "mdbr-leaf-ir": Family(_SEARCH, "", 512, projected=True),
    "granite-embedding-30m-english": _GRANITE,
    "granite-embedding-125m-english": _GRANITE,
    "granite-embedding-107m-multilingual": _GRANITE,
    "granite-embedding-278m-multilingual": _GRANITE,
    "nomic-embed-text-v1": _NOMIC,
    "nomic-embed-text-v1.5": _NOMIC,
    "nomic-embed-text-v2-moe": _NOMIC_MOE,
    "modernbert-embed-base": _NOMIC,
    "modernbert-embed-large": _NOMIC,
    "embeddinggemma": _GEMMA,
    "embeddinggemma-300m": _GEMMA,
    "qwen3-embedding": _QWEN3,
    "qwen3-embedding-0.6b": _QWEN3,
    "qwen3-embedding-4b": _QWEN3,
    "qwen3-embedding-8b": _QWEN3,
    "gte-qwen2-1.5b-instruct": _GTE_QWEN,
    "gte-qwen2-7b-instruct": _GTE_QWEN,
}


# Where an instruction stands in the prompts of models that were trained with many: Qwen3-Embedding, gte-Qwen2 and
# multilingual-e5-large-instruct; EmbeddingGemma.
_INSTRUCTIONS: Final = (("Instruct: ", "\nQuery:"), ("task: ", " | query:"))


def instructed(prompt: str, instruction: str) -> str | None:
    """The prompt of queries with another instruction in it; None if the model takes no instructions."""
    for before, after in _INSTRUCTIONS:
        place = prompt.find(after)
        if prompt.startswith(before) and place >= 0:
            return before + " ".join(instruction.split()) + prompt[place:]
    return None


def find_family(names: Iterable[str]) -> Family:
    """The family of the first name that is listed; a family without prompts and length if none is."""
    return _FAMILIES.get(listed_name(names), Family())


def listed_name(names: Iterable[str]) -> str:
    """The first name that is listed, in the spelling of the list; empty if none is."""
    return next((key for key in map(_key, names) if key in _FAMILIES), "")


def _key(name: str) -> str:
    """One spelling for the variants that converters write ("Qwen3 Embedding 0.6B", "Qwen3-Embedding-0.6B")."""
    return "-".join(name.lower().replace("_", " ").replace("-", " ").split())


# How the makers of generative rerankers ask whether a passage answers a query: the model's next token is yes or no.
_QWEN3_RERANKER: Final = (
    "<|im_start|>system\nJudge whether the Document meets the requirements based on the Query and the Instruct "
    'provided. Note that the answer can only be "yes" or "no".<|im_end|>\n<|im_start|>user\n'
    "<Instruct>: Given a web search query, retrieve relevant passages that answer the query\n"
    "<Query>: {query}\n<Document>: {document}<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n"
)


def ranking_prompt(names: Iterable[str]) -> str:
    """The prompt, with `{query}` and `{document}`, of a family of generative rerankers; empty if no name is of one."""
    return _QWEN3_RERANKER if any(_key(name).startswith("qwen3-reranker") for name in names) else ""
