"""Readers of manual pages, Info files and help texts."""
