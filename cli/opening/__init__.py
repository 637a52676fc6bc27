"""Opens what a search has found: text in the user's editor at its line, everything else in the platform's viewer."""
