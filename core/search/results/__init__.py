"""The list that a search shows: runs of chunks, copies, the end of the list, its order."""
