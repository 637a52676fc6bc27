"""Turns models as their makers publish them into GGUF files."""
