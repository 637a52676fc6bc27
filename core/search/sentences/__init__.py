"""Single sentences and lines: which one answers a query, and which ones of a stream match it."""
