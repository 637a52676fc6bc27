"""Readers of mail and of exported chats."""
