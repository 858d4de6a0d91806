"""Verbs: a transaction, an audit line, perhaps a job."""
