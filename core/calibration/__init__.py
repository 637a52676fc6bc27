"""Puts the cosines of all models on one scale, and finds out which languages a model reads."""
