"""The screens: each a .py and a .kv of the same name, built on first visit."""
