"""Addresses of the API."""

from django.urls import path

from . import packs, views

urlpatterns = [
    path("enrol", views.enrol, name="api-enrol"),
    path("renew", views.renew, name="api-renew"),
    path("sync", views.sync, name="api-sync"),
    path("packs/<str:name>", packs.guide_pack, name="api-pack"),
    path("files/<str:name>", packs.guide_file, name="api-file"),
]
