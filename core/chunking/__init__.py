"""From documents to chunks of tokens, and from chunks to the windows that a model sees."""
