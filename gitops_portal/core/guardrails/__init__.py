"""One file per guardrail, named after what is wrong."""
