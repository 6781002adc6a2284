"""The use cases, one file a verb. Each receives what it needs (store, source, clock) as arguments."""
