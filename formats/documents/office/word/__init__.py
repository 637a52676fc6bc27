"""Readers of documents of Word since 2007: DOCX."""
