"""THE GAZETTEER: area codes, names, boundaries, what lies where, aliases and retired codes."""
