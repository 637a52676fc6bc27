"""Ranks passages for a query: by vectors, by words, by both, and by a second look at the best."""
