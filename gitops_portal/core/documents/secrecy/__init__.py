"""What is secret, by marks or by looks, and how it is taken out."""
