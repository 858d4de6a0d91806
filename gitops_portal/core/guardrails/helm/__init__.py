"""Of Helm: what a release says in plain settings."""
