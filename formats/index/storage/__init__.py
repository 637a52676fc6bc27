"""Files on disk: names, atomic writes, checksums, locks."""
