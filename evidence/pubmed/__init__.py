"""Everything that talks to NCBI and reads its formats, and the sample, a source that needs no network."""
