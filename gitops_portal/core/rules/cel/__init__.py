"""Conditions in CEL, the Common Expression Language: what they read, what they are shown, and what they answer."""
