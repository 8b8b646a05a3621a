"""accordsync: records whose fields merge by themselves, on SQLite and on a server of FastAPI and PostgreSQL."""
