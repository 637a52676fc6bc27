"""Readers of mail (EML, Maildir, mbox) and of exported chats."""
