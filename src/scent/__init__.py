"""scent finds passages in a person's own files by meaning, offline."""

__version__ = "0.1.0"
