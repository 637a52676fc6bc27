"""`scent index --watch`: follows the file system, and starts an index run whenever something has changed."""
