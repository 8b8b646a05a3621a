"""Draws a hostile guide with the tablet's own widgets, in a process of its own, and says which markup took effect.

    python -m tests.tablet.markup_probe

opens a window that nobody sees; whoever starts it gives it a KIVY_HOME of its own.
"""

import json
import os
import sys
from dataclasses import replace

os.environ |= {"SDL_VIDEODRIVER": "offscreen", "KIVY_NO_ARGS": "1", "KIVY_NO_CONSOLELOG": "1", "KIVY_NO_FILELOG": "1"}

from kivy.base import EventLoop
from kivy.core.text.markup import MarkupLabel
from kivy.uix.label import Label

from outreach.domain.draft import start_guide
from outreach.tablet.presenters.guide import GuidePresenter
from outreach.tablet.screens.guide_words import PracticeEndWords, StepWords
from outreach.tablet.theme import theme
from outreach.tablet.widgets.phone import Phone

from ..content.sample import every_kind

ATTACK = "[color=ff0000][size=99]đỏ[/size][/color] [ref=x]bấm[/ref] & &bl;b&br; <b>"


def tags(widget) -> set[str]:
    """The tags that Kivy found in the labels of ``widget``."""
    found: set[str] = set()
    for label in widget.walk():
        if isinstance(label, Label) and label.markup:
            found |= {part for part in MarkupLabel(text=label.text).markup if part[0] == "[" and part[-1] == "]"}
    return found


if __name__ == "__main__":
    EventLoop.ensure_window()
    EventLoop.status = "started"
    theme.reduced_motion = True
    guide = replace(every_kind(ATTACK), icon="id")
    presenter = GuidePresenter(guide, start_guide(guide), lambda progress: None, "vi")
    presenter.press_right()
    widgets = [StepWords(presenter, presenter.step, ""), PracticeEndWords(presenter.practice_end)]
    widgets += [Phone(screen=step.screen, size=(360, 640)) for step in guide.steps]
    EventLoop.idle()
    sys.stdout.write(json.dumps(sorted(set().union(*map(tags, widgets)))))
