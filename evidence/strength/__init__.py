"""How the grades of a claim become the strength of its evidence: ``evidence.strength.compute``."""
