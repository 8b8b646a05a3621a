"""/ghep: what a phone's camera opens when it reads the code that is meant for a tablet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def pairing(request: HttpRequest) -> HttpResponse:
    """Where the code belongs. It stands behind the #, which browsers never send: only a script can show it."""
    return render(request, "pages/pairing.html", {"site": f"{request.scheme}://{request.get_host()}"})
