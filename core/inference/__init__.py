"""One loaded model: its file, its weights, and running it with llama.cpp."""
