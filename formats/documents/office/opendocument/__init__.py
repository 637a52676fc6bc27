"""Readers of OpenDocument: text, slides and spreadsheets."""
