"""What tablets talk to: enrol and sync (see docs/protocol.md)."""
