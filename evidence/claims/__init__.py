"""What is tracked: claims and their queries, the loader of claims.yaml, the lint of PubMed queries. Pure."""
