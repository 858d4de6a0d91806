"""What drifted: why it may have, what of it may be silenced, and what becomes of it from plan to plan."""
