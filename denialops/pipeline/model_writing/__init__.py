"""A language model as one more writer: it argues from tagged sources, and every sentence is checked against them."""
