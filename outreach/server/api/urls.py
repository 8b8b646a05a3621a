"""Addresses of the API."""

from django.urls import path

from . import views

urlpatterns = [
    path("enrol", views.enrol, name="api-enrol"),
    path("sync", views.sync, name="api-sync"),
]
