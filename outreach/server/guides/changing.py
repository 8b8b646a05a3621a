"""The editor's buttons that change the shape of a guide: add, remove and move steps and drawn things."""

import re
from typing import TypeVar

from outreach.content.facts import CHILDREN
from outreach.domain.guide import ElementKind

from .form import MOST_CHILDREN, MOST_ELEMENTS, MOST_STEPS, ElementForm, GuideForm, StepForm, tidy

Item = TypeVar("Item")
_ORDER = re.compile(
    r"(?P<what>add|up|down|remove):steps"
    r"(?:-(?P<step>\d{1,3})(?:-elements(?:-(?P<element>\d{1,3})(?:-children(?:-(?P<child>\d{1,3}))?)?)?)?)?"
)


def change(form: GuideForm, order: str) -> GuideForm:
    """Carry out one order, such as ``add:steps``, ``up:steps-2`` or ``remove:steps-2-elements-0-children-1``.

    An order that fits nothing in the form changes nothing.
    """
    found = _ORDER.fullmatch(order)
    if found is None:
        return form
    try:
        _carry_out(form, found["what"], order.partition(":")[2].split("-")[1:])
    except IndexError:
        return form
    return tidy(form)


def _carry_out(form: GuideForm, what: str, path: list[str]) -> None:
    match path:
        case []:
            _add(form.steps, StepForm(app=form.app, elements=[ElementForm("title")]), MOST_STEPS)
        case [step]:
            _move(form.steps, int(step), what)
        case [step, "elements"]:
            _add(form.steps[int(step)].elements, ElementForm("button"), MOST_ELEMENTS)
        case [step, "elements", element]:
            _move(form.steps[int(step)].elements, int(element), what)
        case [step, "elements", element, "children"]:
            parent = form.steps[int(step)].elements[int(element)]
            allowed = CHILDREN.get(ElementKind(parent.kind))
            if allowed:
                _add(parent.children, ElementForm(min(allowed)), MOST_CHILDREN)
        case [step, "elements", element, "children", child]:
            _move(form.steps[int(step)].elements[int(element)].children, int(child), what)


def _add(items: list[Item], item: Item, most: int) -> None:
    if len(items) < most:
        items.append(item)


def _move(items: list[Item], at: int, what: str) -> None:
    item = items.pop(at)
    if what == "up":
        items.insert(max(0, at - 1), item)
    elif what == "down":
        items.insert(at + 1, item)
