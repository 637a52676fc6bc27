"""Choose a model, fetch its file and open it.

A model that `scent models pull` should know by name is added in `catalogue.toml`.
"""
