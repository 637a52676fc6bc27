"""Looks after an index between runs: tells what it covers and whether it is sound, removes from it, and exports it."""
