"""What commands print: hits, lines, progress, JSON, and the streams they go to."""
