"""Programs that build the project: man pages, completions, the bundled model, the demonstration."""
