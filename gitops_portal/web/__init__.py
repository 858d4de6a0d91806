"""Pages: one module per family of pages, then what they share."""
