"""Finds the nearest vectors, by exact scans and HNSW graphs."""
