"""Finders: each looks for one concern in a letter and yields what it finds with its place."""
