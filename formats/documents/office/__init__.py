"""Readers of office documents: text, slides, spreadsheets and e-books."""
