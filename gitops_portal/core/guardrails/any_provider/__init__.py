"""Guardrails about any provider's resources, and about the plan as a whole."""
