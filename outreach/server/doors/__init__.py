"""What happens to households after they were registered: edits, findings, mergers, erasures."""
