"""Of GitHub: packs by service, and files of those with logic."""
