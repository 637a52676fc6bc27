"""Rebuilds the table of static vectors of the bundled model from the model and from texts of package registries."""
