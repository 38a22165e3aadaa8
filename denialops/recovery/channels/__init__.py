"""The ways in which people outside of the program are told."""
