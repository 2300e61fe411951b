"""OTHER SYSTEMS' LISTS: what an office's file looks like, its dry run, how its rows become plan items."""
