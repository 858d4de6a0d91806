"""One file per kind of document that the portal reads."""
