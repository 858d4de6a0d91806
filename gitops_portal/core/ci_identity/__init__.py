"""A CI job's signed claims in; whether it is let in, where, and what is known of it, out."""
