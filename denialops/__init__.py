"""DenialOps: from a denial letter to an appeal that a clinic can send."""

__version__ = "0.1.0"
