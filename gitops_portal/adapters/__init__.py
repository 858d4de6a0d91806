"""The outside: each module speaks to one thing."""
