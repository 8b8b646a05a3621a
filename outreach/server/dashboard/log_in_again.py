"""A form that was sent after the session had ended: the login page carries along all that was typed."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from outreach.server.people.models import User

Params = ParamSpec("Params")
View = Callable[Concatenate[HttpRequest, Params], HttpResponse]
_OWN = ("username", "password", "csrfmiddlewaretoken")


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What the form was sent with, for a page that sends it once more: names and values, in their order."""
    return [(name, value) for name, values in request.POST.lists() if name not in _OWN for value in values]


def nothing_lost(view: View[Params]) -> View[Params]:
    """Around a guarded view: who is not logged in may log in with the same request, and it goes on from there.

    A request made by a script (HX-Request) is only told so (401); the page keeps what was typed. Files cannot be
    carried along: who sent some chooses them again.
    """

    @sensitive_post_parameters("password")
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        if request.method != "POST" or isinstance(request.user, User) or request.FILES:
            return view(request, *args, **kwargs)
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=401)
        form = AuthenticationForm(request, data=request.POST if "password" in request.POST else None)
        if form.is_bound and form.is_valid():
            login(request, form.get_user())
            return view(request, *args, **kwargs)
        context = {"form": form, "kept": typed(request)}
        response = render(request, "registration/log_in_again.html", context, status=401)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return guarded
