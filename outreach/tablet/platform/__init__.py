"""What differs between machines: where data lies, which edges a screen must keep clear of."""
