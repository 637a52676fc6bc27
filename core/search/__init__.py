"""From a query to hits: candidates, scores, filters, grouping, and the sentence that answers."""
