"""The GitOps Portal: plans come in, verdicts and their reasons come out."""

__version__ = "0.1.0"
