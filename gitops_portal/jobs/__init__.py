"""What workers run, one line each."""
