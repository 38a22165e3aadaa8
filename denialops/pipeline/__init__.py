"""The stages, one file each, and the one runner that knows their order."""
