"""Output of the verbs that report rather than search: evaluation tables, charts, facts about models."""
