"""From text to vectors: passages, queries and loose texts."""
