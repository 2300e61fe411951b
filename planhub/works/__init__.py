"""WORKS: the row that a funded item's work is kept in, who records it, and the change that is asked of it."""
