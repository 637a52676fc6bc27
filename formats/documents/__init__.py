"""From the bytes of a file to a `Document`: one small module a family of formats, and one registry."""
