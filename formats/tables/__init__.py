"""Writes tables of vectors in formats that other programs read: .npy, Arrow and Parquet."""
