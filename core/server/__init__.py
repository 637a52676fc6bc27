"""Keeping indexes and models open between searches."""
