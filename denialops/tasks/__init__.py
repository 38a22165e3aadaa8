"""Durable background work on DBOS, wrapped in this one room."""
