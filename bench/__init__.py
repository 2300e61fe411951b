"""MEASURING: a served installation under ten users, beside the bare SQL of the same pages. See README.md."""
