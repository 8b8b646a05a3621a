"""Recorded voices: a person of the commune reads a guide's steps aloud."""
