"""The same store on a PostgreSQL server, for several web processes and workers."""
