"""What is on disk: finding files, naming them, and telling whether they changed."""
