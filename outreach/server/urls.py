"""Addresses of the server."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("outreach.server.api.urls")),
    path("", include("outreach.server.pages.urls")),
    path("", include("outreach.server.dashboard.urls")),
]
handler500 = "outreach.server.dashboard.errors.server_error"
