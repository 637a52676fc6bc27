"""Embed texts on a server that speaks OpenAI's form of embeddings: `POST …/v1/embeddings`.

Nothing is sent unless the user has named the server: see `named_servers`.
"""
