"""Readers of prose and notes: plain text, Markdown and other markup, notebooks, logs, subtitles."""
