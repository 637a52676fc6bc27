"""The options and arguments of all verbs, as annotated types for their signatures, and what turns them into values."""
