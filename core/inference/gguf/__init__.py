"""Reads and writes GGUF files: their header, what it says about the model, and tensors that scent reads itself."""
