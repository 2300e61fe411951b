"""WHERE A TEXT POINTS: free Thai words to area codes, to the finest level they prove and no further."""
