"""Electronic remittances (X12 835): segments, their claims, what is denied of them, and whether they add up."""
