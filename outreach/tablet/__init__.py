"""The tablet app: the only package that imports kivy."""
