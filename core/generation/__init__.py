"""Has a local language model write: answers from passages, and passages that would answer."""
