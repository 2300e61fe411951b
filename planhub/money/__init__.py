"""MONEY: the ledger of an item by source and year, figures from lists, the year's end."""
