"""A plan as Terraform writes it, the same without its secrets, and what it intends."""
