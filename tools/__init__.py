"""Generators for tests, benchmarks and the demo: development only, nothing of the portal imports them."""
