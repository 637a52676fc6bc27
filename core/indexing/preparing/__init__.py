"""What the first phase of an index run makes of each document: its chunks, and their provisional vectors."""
