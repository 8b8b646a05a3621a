"""Who may open a page. Every view of the team stands behind one of these."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from outreach.server.people.models import User

Params = ParamSpec("Params")
View = Callable[Concatenate[HttpRequest, Params], HttpResponse]


def member(view: Callable[Concatenate[HttpRequest, User, Params], HttpResponse]) -> View[Params]:
    """For any member of the team; others are asked to log in. The view gets its user beside the request."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path())
        response = view(request, request.user, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return guarded


def leader(view: Callable[Concatenate[HttpRequest, User, Params], HttpResponse]) -> View[Params]:
    """For leaders; other members are told that they may not."""

    @wraps(view)
    def only_leaders(request: HttpRequest, user: User, /, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        if not user.is_leader:
            raise PermissionDenied
        return view(request, user, *args, **kwargs)

    return member(only_leaders)


def editor(view: Callable[Concatenate[HttpRequest, User, Params], HttpResponse]) -> View[Params]:
    """For who may change guides; other members are told that they may not."""

    @wraps(view)
    def only_editors(request: HttpRequest, user: User, /, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        if not user.is_editor:
            raise PermissionDenied
        return view(request, user, *args, **kwargs)

    return member(only_editors)
