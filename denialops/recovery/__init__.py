"""Detects, groups, explains and repairs failures of workflows; keeps what it knows through its ports."""
