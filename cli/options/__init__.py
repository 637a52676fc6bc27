"""Options and arguments of all verbs as annotated types, and functions that turn them into values."""
