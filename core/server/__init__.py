"""A server that keeps indexes and models open between searches, and its client."""
