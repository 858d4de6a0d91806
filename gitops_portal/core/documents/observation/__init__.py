"""What systems say of the objects that they look after: read, rid of secrets, and kept in one form."""
