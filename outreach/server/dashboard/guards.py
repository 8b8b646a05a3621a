"""Who may open a page. Every view of the team stands behind one of these."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse

from outreach.server.people.models import User

Params = ParamSpec("Params")
View = Callable[Concatenate[HttpRequest, Params], HttpResponse]


def member(view: Callable[Concatenate[HttpRequest, User, Params], HttpResponse]) -> View[Params]:
    """For any member of the team; others are asked to log in. The view gets its user beside the request."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        if not isinstance(request.user, User):
            return _log_in_first(request)
        if any("\0" in text for text in _sent(request)):  # no keyboard makes one, and PostgreSQL keeps none
            raise BadRequest
        response = view(request, request.user, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return guarded


def _log_in_first(request: HttpRequest) -> HttpResponse:
    """The login page, and then on; a script (HX-Request) would put it into the middle of its page, which goes there
    itself and comes back.
    """
    if request.headers.get("HX-Request") != "true":
        return redirect_to_login(request.get_full_path())
    login = redirect_to_login(request.headers.get("HX-Current-URL", ""))  # the login's page sees that it is ours
    return HttpResponse(status=401, headers={"HX-Redirect": login["Location"]})


def _sent(request: HttpRequest) -> Iterator[str]:
    """Whatever of a request may reach the database."""
    yield request.path
    for fields in (request.GET, request.POST):
        for _name, values in fields.lists():
            yield from values


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
