"""Both halves of one protocol between a tablet and its commune server (see docs/protocol.md)."""
