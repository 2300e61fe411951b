"""Accounts, credential slips, signing in."""
