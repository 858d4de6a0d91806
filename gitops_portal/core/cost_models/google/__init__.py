"""Of Google Cloud: one file a resource type."""
