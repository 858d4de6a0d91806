"""Bytes of any origin in, what they say without secrets out: bounds, masking, and a source per kind of document."""
