"""Builds the text of a document and the blocks that tile it."""
