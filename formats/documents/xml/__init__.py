"""XML and zip archives of XML, parsed within limits."""
