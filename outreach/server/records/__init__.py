"""What tablets sent, and the numbered feed of everything that changed."""
