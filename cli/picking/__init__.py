"""Searches while the user types: fzf draws the list and reads the keys, scent answers it over a socket."""
