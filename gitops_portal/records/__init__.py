"""What the portal keeps: rows, the questions asked of them, and core values as JSON."""
