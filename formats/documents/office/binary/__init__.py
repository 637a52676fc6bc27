"""Files of Office before 2007: the container that they share, documents of Word and slides of PowerPoint."""
