"""Of Kubernetes: packs by what they look at, and files of those with logic."""
