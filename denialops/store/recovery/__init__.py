"""Keeps what recovery knows, in the database of the cases."""
