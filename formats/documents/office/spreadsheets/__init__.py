"""Readers of spreadsheets of Excel, and what the readers of all spreadsheets share."""
