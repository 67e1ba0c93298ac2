"""How records become shapes: build, check and publish the layers. Run by us, never by the page."""
