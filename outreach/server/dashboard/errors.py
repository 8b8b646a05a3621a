"""What people see when a page cannot be shown: what happened, and what to do next."""

import sys

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from outreach.domain.errors import ERRORS, ErrorCode
from outreach.server.database.trouble import code_of


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open for too long, or cookies are off; ``reason`` is for programmers and not shown."""
    return render(request, "csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """What no view foresaw. A full disk is named: trying again in a few minutes would not help.

    Django calls this while it handles the exception. The page asks the database nothing.
    """
    error = sys.exception()
    full = isinstance(error, Error | OSError) and code_of(error) is ErrorCode.DISK_FULL
    page = render_to_string("500.html", {"full": full})
    return HttpResponse(page, status=ERRORS[ErrorCode.DISK_FULL].status if full else 500)
