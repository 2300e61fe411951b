"""The village's pages: its needs, the five steps of a need, what became of it."""
