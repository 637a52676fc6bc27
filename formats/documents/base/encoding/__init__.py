"""Decodes text files: guesses, checks and applies encodings."""
