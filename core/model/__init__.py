"""The model: which file, what it says of itself, and running it."""
