"""Bringing an index up to date, and looking after it."""
