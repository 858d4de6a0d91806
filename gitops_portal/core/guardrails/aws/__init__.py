"""Of AWS: one file a guardrail."""
