"""Checking an index and repairing it."""
