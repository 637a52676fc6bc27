"""What all readers share: `Format`, `Document` and its blocks, decoding, limits, metadata."""
