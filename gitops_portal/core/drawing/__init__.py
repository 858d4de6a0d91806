"""Places on the page."""
