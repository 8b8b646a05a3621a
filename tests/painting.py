"""How much of a window of a test is painted: where a processor paints, that is half of the work, and nobody sees it."""

from collections.abc import Iterator
from contextlib import contextmanager

from kivy.core.window import Window
from kivy.graphics.opengl import GL_SCISSOR_TEST, glDisable, glEnable, glIsEnabled, glScissor


def spare_paint() -> None:
    """From now on frames are drawn as ever, but of what is drawn only one pixel is painted."""
    glEnable(GL_SCISSOR_TEST)
    glScissor(0, 0, 1, 1)


@contextmanager
def painted() -> Iterator[None]:
    """Draw the window as it is now and paint all of it, to be pictured."""
    spared = glIsEnabled(GL_SCISSOR_TEST)
    glDisable(GL_SCISSOR_TEST)
    Window.dispatch("on_draw")
    yield
    if spared:
        glEnable(GL_SCISSOR_TEST)
