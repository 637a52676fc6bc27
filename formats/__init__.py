"""How bytes are laid out: documents that are read, and the index that is kept."""
