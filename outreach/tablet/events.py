"""Tying a screen's events to who answers them."""

from collections.abc import Callable

from kivy.uix.widget import Widget


def bound(screen: Widget, **handlers: Callable[..., None]) -> Widget:
    """The screen, with its events bound."""
    screen.bind(**handlers)
    return screen
