"""Files in, pages out; letters and packets written."""
