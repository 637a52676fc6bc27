"""What all readers share: `Format`, `Document`, limits, metadata; rooms for building blocks and for encodings."""
