"""Work that arrives as a sealed file instead of over the network."""
