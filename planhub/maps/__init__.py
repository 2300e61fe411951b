"""MAPS: summaries by area, folium maps, legends; reads plan items and their summaries only."""
