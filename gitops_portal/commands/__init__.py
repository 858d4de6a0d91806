"""The command line: each command asks or acts, as a page would."""
