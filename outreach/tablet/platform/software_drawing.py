"""Machines without a graphics chip, where the processor draws (Mesa's llvmpipe)."""

from kivy.core.window import Window
from kivy.graphics.opengl import GL_RENDERER, glFinish, glGetString


def keep_pace() -> None:
    """Finish each picture before the next is begun, where the processor draws.

    Otherwise up to 64 pictures wait in line when the machine is busy, each with all it is to be drawn from: hundreds
    of megabytes that are never given back. A graphics chip sees to that itself.
    """
    if b"llvmpipe" in glGetString(GL_RENDERER):
        Window.bind(on_flip=lambda *_: glFinish())
