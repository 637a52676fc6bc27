"""Readers of web pages: HTML and MHTML, and the extraction of a page's main content."""
