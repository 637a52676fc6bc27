"""Run one model with llama.cpp: its file, its weights, its tokenizer and its encoders.

The facts about a family of models that its files leave out (prompts, trained length) are added in
`families.py`.
"""
