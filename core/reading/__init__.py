"""Reading files into documents. Formats that could do harm are read in processes of their own."""
