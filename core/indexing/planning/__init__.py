"""What an index run has to do: the files on disk compared with those of the index."""
