"""Reads manual pages, Info files and the help texts of commands."""
