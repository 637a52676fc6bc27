"""Notices changes in the directories that an index covers."""
