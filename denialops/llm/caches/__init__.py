"""Where replies are kept: on disk, in memory, in Redis, or nowhere. What they hold is encrypted before it comes."""
