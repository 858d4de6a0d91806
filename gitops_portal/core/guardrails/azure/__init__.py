"""Of Azure: one file a guardrail."""
