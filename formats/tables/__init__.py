"""Tables of vectors in the formats that other programs read."""
