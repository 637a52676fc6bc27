"""Checks an index for damage, and repairs it."""
