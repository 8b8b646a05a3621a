"""Changes of households on the server."""
