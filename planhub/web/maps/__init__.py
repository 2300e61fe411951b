"""Maps, the explorer with its tiles, the ministry's page, search."""
