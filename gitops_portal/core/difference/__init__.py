"""What differs, within a change and between two runs, and what of it is noise."""
