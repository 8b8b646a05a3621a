"""What people see when a page cannot be shown: what happened, and what to do next."""

import sys

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from outreach.domain.errors import ERRORS, ErrorCode
from outreach.server.database.trouble import code_of
from outreach.server.people.models import User

from .log_in_again import typed


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open for too long, or cookies are off; ``reason`` is Django's, for programmers, and not shown.

    Who logs in in another window thereby makes the forms of all others invalid. What was typed goes along for another
    try, where the browser says that it was one of our own pages (Django has compared the Origin before the token).
    """
    if isinstance(request.user, User) and request.path == reverse("login"):
        return redirect(request.get_full_path())  # a second press on the login's button
    ours = "Origin" in request.headers and reason.startswith("CSRF token")
    again = ours and not request.FILES and "password" not in request.POST
    return render(request, "csrf.html", {"kept": typed(request) if again else []}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """What no view foresaw. A full disk is named: trying again in a few minutes would not help.

    Django calls this while it handles the exception. The page asks the database nothing.
    """
    error = sys.exception()
    full = isinstance(error, Error | OSError) and code_of(error) is ErrorCode.DISK_FULL
    page = render_to_string("500.html", {"full": full})
    return HttpResponse(page, status=ERRORS[ErrorCode.DISK_FULL].status if full else 500)
