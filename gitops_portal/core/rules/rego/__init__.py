"""Policies in Rego, which OPA judges beside: what they are shown of a plan, and what their answer means."""
