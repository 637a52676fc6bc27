"""What the tool means: walking, planning, chunking, embedding, indexing and searching."""
