"""The tantivy schema of the lexical index: the names of its fields, and how they are indexed."""

from collections.abc import Sequence

import tantivy

KEY, DOCUMENT, BODY, CONTEXT, EXACT, NAME = "key", "document", "body", "context", "exact", "name"
TOKENIZER = "scent"


def schema() -> tantivy.Schema:
    """Return the schema that FORMAT.md gives."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(KEY, fast=True)
    builder.add_unsigned_field(DOCUMENT, indexed=True)
    builder.add_text_field(BODY, tokenizer_name=TOKENIZER, index_option="freq")
    builder.add_text_field(CONTEXT, tokenizer_name=TOKENIZER, index_option="freq")
    builder.add_text_field(EXACT, tokenizer_name=TOKENIZER, index_option="basic")
    builder.add_text_field(NAME, tokenizer_name=TOKENIZER, index_option="basic")
    return builder.build()


def text_above(path: bytes, title: str, heading: Sequence[str]) -> str:
    """Return the text of CONTEXT, which stands above a passage: the name of its file, the title, the headings."""
    name = path.rpartition(b"/")[2].decode("utf-8", "replace")
    return "\n".join((name, title, *heading))


def tokenizer() -> tantivy.TextAnalyzer:
    """Return an analyzer that only splits at white space; `stemming` has made the terms."""
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
