"""Of Google Cloud: a pack a service, and one file a guardrail with logic."""
