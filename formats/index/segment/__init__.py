"""Segments: directories of Arrow files that are written once and read mapped."""
