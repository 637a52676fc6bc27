"""The lexical index: BM25 over words."""
