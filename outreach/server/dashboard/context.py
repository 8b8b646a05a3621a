"""What every page of a member of the team shows: the commune's name, and the places one may go."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from outreach.server.people.models import User
from outreach.server.places.models import Commune

from .words import role_words


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation; ``here`` when the page shown lies in it."""

    name: str
    icon: str
    address: str
    here: bool


def page(request: HttpRequest) -> dict[str, Any]:
    """``commune``, ``places`` and ``role`` for a person logged in, nothing for others."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {}
    return {
        "commune": Commune.objects.filter(code=user.commune).first(),
        "places": _places(request, user),
        "role": role_words(user.role),
    }


def _places(request: HttpRequest, user: User) -> list[Place]:
    match = request.resolver_match
    here = match.view_name.split("_")[0] if match else ""
    entries = [("coverage", _("Độ phủ"), "chart-bar", "coverage")]
    if user.is_leader:
        entries.append(("households", _("Hộ dân"), "home", "households"))
        entries.append(("tablets", _("Máy"), "device-tablet", "tablets"))
    entries.append(("guides", _("Hướng dẫn"), "book", "guides"))
    return [Place(name, icon, reverse(view), here == key) for key, name, icon, view in entries]
