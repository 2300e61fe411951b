"""FROM MONEY TO RESULT: money, procurement, progress, changes and the inspected work, on the same record."""
