"""Commands of the server. Each loads Django only when it runs."""
