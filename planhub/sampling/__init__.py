"""SAMPLE DATA: believable, deterministic needs and plan items, to show, to try and to measure with."""
