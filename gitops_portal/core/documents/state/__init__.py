"""A state in, of either form that Terraform and OpenTofu write; a snapshot without secrets out."""
