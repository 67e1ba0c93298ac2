"""How records become shapes: build, check and publish the layers; how articles are read and stored."""
