"""THE RECORD ITSELF: needs as they are drafted, decided, ranked, linked and searched."""
