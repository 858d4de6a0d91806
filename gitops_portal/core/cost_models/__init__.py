"""One file per resource type: what it is made of, never what it costs."""
