"""Plan documents: read into sections, matched with the denial."""
