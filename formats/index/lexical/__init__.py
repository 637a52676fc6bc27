"""The lexical index: search for words by BM25, with tantivy."""
