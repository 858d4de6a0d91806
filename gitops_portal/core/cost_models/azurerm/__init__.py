"""Of Azure: one file a resource type."""
