"""Who depends on whom: within a plan, by what it remembers, and across states."""
