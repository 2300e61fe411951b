"""OVERSIGHT: what the governor's page counts, lists and draws, narrowed by each click."""
