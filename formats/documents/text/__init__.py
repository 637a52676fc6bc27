"""Reads prose and notes: plain text, Markdown and other markup, notebooks, logs and subtitles."""
