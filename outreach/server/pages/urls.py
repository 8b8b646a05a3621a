"""Addresses printed in QR codes: they never change."""

from django.urls import path

from . import pairing, views

urlpatterns = [
    path("ghep", pairing.pairing, name="pairing"),
    path("g/", views.guide_index, name="guide_index"),
    path("g/assets/<str:name>", views.guide_asset, name="guide_asset"),
    path("g/voice/<str:name>", views.guide_voice, name="guide_voice"),
    path("g/<slug:slug>", views.guide, name="guide"),
]
