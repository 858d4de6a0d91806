"""Who must approve what: rules as a file tells them, held against a run."""
