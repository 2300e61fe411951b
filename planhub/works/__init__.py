"""WORKS: the row that a funded item's work is kept in, and the reading of what an office types about it."""
