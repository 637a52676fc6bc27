"""Cutting documents into chunks of tokens, and chunks into the windows that the model reads."""
