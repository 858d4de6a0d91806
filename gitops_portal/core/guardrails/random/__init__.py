"""Of the provider that makes random values."""
