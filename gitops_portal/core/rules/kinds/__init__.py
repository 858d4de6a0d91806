"""What a rule can be without logic of its own: one file a kind, a frozen value that is called like a check."""
