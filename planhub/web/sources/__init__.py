"""Lists of other offices and servers of other provinces."""
