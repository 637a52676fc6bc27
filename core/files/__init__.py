"""Files on disk: finding them, naming them, and telling whether they have changed."""
