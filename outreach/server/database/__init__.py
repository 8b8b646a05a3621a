"""How the server talks to its database: one SQLite writer at a time, PostgreSQL by address."""
