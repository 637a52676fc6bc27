"""Reader of PDF files: text, headings and bookmarks, page by page."""
