"""Measurements, traces and looks at the parts, behind the ports of those who watch."""
