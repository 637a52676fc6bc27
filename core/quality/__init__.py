"""Measuring the quality of the search on judged queries: `scent eval`."""
