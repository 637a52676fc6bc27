"""What a query asks of a passage besides its words: operators in its text, fields, filters."""
