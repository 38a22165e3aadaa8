"""A language model as one more reader: what it says counts only where the letter says it too."""
