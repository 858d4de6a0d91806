"""Of AWS: one file a resource type."""
