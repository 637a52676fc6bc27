"""Bringing an index up to date with its files, and maintaining it."""
