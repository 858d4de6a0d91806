"""Of the provider that makes keys and certificates."""
