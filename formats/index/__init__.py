"""The index directory on disk, as `FORMAT.md` beside this file specifies it."""
