"""PROGRESS: reports, photos, silent offices, changes after the money."""
