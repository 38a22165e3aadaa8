"""Keeps cases and original files. SQL is written here and nowhere else."""
