"""Finding the nearest vectors: exact scans and HNSW graphs."""
