"""Of Oracle Cloud Infrastructure: a pack a service, and one file a guardrail with logic."""
