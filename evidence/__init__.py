"""Evidence: each claim of a health article, the PubMed citations behind it, and how strong they are."""

__version__ = "0.1.0"
