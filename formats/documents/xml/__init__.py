"""XML: a safe parser, zip packages of XML parts, metadata, and the reader of XML files."""
