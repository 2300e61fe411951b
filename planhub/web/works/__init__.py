"""The pages of a funded work: money, purchase, reports, photos, changes, result."""
