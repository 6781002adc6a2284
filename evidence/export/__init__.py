"""What leaves the house: references, evidence pages, findings, in formats that others read."""
