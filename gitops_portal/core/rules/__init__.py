"""What guardrails are made of, what they say, and what follows."""
