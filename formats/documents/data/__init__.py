"""Readers of data: tables, JSON, YAML, TOML, databases."""
