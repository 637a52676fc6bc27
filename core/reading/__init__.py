"""From bytes to documents, safely: files are read in worker processes."""
