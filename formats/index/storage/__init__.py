"""Files on disk: their names, atomic writes, checksums and the writer lock."""
