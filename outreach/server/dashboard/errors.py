"""What people see when a page cannot be shown: what happened, and what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open for too long, or cookies are off; ``reason`` is for programmers and not shown."""
    return render(request, "csrf.html", status=403)
