"""OTHER SYSTEMS: sources, runs, keys and ledger; how rows of a list become plan items, and are undone."""
