"""The commune, its hamlets and its households."""
