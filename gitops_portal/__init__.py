"""The GitOps Portal: plans come in, verdicts and their reasons come out."""
