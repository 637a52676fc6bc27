"""Reads files of all formats: from the bytes of a file to `Document`s, texts with blocks.

`registry.read` is the one entry. To add a format, write a module with a `FORMAT` in the folder it
belongs to, and add a line to the table in `registry`; its docstring lists the steps. Each format is
one module; `base` has what they share.
"""
