"""Requests of tablets go straight to their view, past what only pages need: sessions, languages, browsers' headers."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import resolve

PREFIX = "/api/v1/"


def short_way(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Before all middleware but the one that clears uploads.

    What came unprotected to a server with TLS goes the long way, and no further.
    """

    def respond(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX) or (settings.SECURE_SSL_REDIRECT and not request.is_secure()):
            return get_response(request)
        request.get_host()  # raises for a host that is not this server's
        match = resolve(request.path_info)
        response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        if isinstance(response, HttpResponse) and "Content-Length" not in response:
            response["Content-Length"] = str(len(response.content))
        return response

    return respond
