"""Readers of data: CSV, JSON, YAML, TOML and INI, SQLite, Parquet and Arrow."""
