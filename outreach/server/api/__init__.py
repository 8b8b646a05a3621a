"""What tablets talk to: enrol, sync, and the guides they fetch (see docs/protocol.md)."""
