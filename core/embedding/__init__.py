"""From text to vectors: passages of documents, queries, and texts outside an index."""
