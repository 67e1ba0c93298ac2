"""How a reviewed draft becomes records and layers: decided, worked out on a copy, applied as a whole, undone."""
