"""The way back to the list of households as it was left: its query goes along in the addresses of their pages.

Only the query does, so whatever stands there leads to the list and nowhere else.
"""

from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse

_NAME = "tu"


def carrying(query: str) -> str:
    """What is added to an address for a list with that ``query``: ``?tu=...``, "" for the list as it is at first."""
    return f"?{urlencode({_NAME: query})}" if query else ""


def carried(request: HttpRequest) -> str:
    """The same of the list that the page at this address was opened from."""
    return carrying(_query(request))


def list_left(request: HttpRequest) -> str:
    """The address of that list."""
    query = _query(request)
    return f"{reverse('households')}?{query}" if query else reverse("households")


def _query(request: HttpRequest) -> str:
    return QueryDict(request.GET.get(_NAME, "")).urlencode()
