"""What is answered when an exchange fails, and no log is to be filled with."""

import json

from django.http import HttpRequest, HttpResponse, UnreadablePostError

from outreach.server.api.errors import answered


def test_a_body_that_breaks_off_is_no_fault_of_the_servers():
    @answered
    def view(request: HttpRequest) -> HttpResponse:
        raise UnreadablePostError

    response = view(HttpRequest())
    assert (response.status_code, json.loads(response.content)["code"]) == (400, "INVALID")
