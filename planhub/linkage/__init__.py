"""THE LINKED DATABASE: plan items of every province in one shape, their summaries, and how they arrive."""
