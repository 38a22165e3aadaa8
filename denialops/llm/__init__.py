"""Language models: one adapter for each wire format, and wrappers that are the same port again."""
