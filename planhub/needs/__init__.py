"""A VILLAGE'S NEED: asked in steps, kept as it is typed, its papers and pictures, and submitted."""
