"""What is on disk: files of all formats, which are read, and the index, which scent writes.

`documents` reads files, `index` reads and writes an index, `tables` writes vectors for other programs.
"""
