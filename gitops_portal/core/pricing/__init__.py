"""What things cost a month."""
