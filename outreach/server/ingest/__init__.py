"""Taking what tablets send, and answering with what changed."""
