"""The tantivy schema of the lexical index: the names of its fields, and how they are indexed."""

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


def tokenizer() -> tantivy.TextAnalyzer:
    """Return an analyzer that only splits at white space; `stemming` has made the terms."""
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
