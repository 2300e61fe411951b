"""Rows for tests, by noun: small functions that add them to a session and flush."""
