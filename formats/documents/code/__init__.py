"""Reads source code in any of the languages of `programming_languages`."""
