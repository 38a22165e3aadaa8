"""What every use case works with."""

from __future__ import annotations


class Base:
    """The collaborators, passed in once by bootstrap."""
