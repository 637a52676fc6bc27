"""What all readers share: documents, blocks, limits, decoding."""
