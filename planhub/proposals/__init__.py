"""THE RECORD ITSELF: the proposal through its stages, its log, links and ranks; inbox and search."""
