"""How good the search is: collections with known answers, measures, and asking the real search."""
