"""Reads and writes an index directory; `FORMAT.md` specifies its files."""
