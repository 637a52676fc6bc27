"""Readers of office documents, spreadsheets and books."""
