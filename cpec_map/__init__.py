"""What the corridor map means: catalog, facts, links, downloads and the folium map, in plain Python."""
