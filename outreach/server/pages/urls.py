"""Addresses printed in QR codes: they never change."""

from django.urls import path

from outreach.content.links import STEPS

from . import handout_views, pairing, views

urlpatterns = [
    path("ghep", pairing.pairing, name="pairing"),
    path("g/", views.guide_index, name="guide_index"),
    path("g/assets/<str:name>", views.guide_asset, name="guide_asset"),
    path("g/sw.js", views.guide_worker, name="guide_worker"),
    path("g/voice/<str:name>", views.guide_voice, name="guide_voice"),
    path("g/<slug:slug>", views.guide, name="guide"),
    path(f"g/<slug:slug>/{STEPS}", views.guide_steps, name="guide_steps"),
    path("g/<path:typed>", views.guide_typed, name="guide_typed"),
    path("h/<str:token>", handout_views.handout, name="handout"),
]
