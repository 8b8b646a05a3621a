"""Addresses of the team's pages."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path
from django.views.i18n import set_language

from . import (
    calls,
    coverage,
    enrolment,
    guide_editing,
    guide_preview,
    guide_review,
    guide_transfer,
    guides,
    household,
    household_import,
    households,
    sheets,
    tablets,
    voices,
)

urlpatterns = [
    path("", coverage.coverage, name="coverage"),
    path("ho-dan/", households.households, name="households"),
    path("ho-dan/nhap/", household_import.households_import, name="households_import"),
    path("ho-dan/nhap/mau.xlsx", household_import.households_import_template, name="households_import_template"),
    path("ho-dan/nhap/<str:name>/", household_import.households_import_preview, name="households_import_preview"),
    path("ho-dan/nhap/<str:name>/nhan", household_import.households_import_take, name="households_import_take"),
    path("ho-dan/nhap/<str:name>/bo", household_import.households_import_discard, name="households_import_discard"),
    path("ho-dan/nhap/<str:name>/loi.xlsx", household_import.households_import_bad, name="households_import_bad"),
    path("ho-dan/<str:household>/", household.household, name="households_one"),
    path("may/", tablets.tablets, name="tablets"),
    path("may/ghep/", enrolment.tablets_enrol, name="tablets_enrol"),
    path("may/ghep/<str:code_hash>", enrolment.tablets_enrol_state, name="tablets_enrol_state"),
    path("may/<str:tablet>/thu-hoi", tablets.tablets_revoke, name="tablets_revoke"),
    path("huong-dan/", guides.guides_of_team, name="guides"),
    path("huong-dan/in.pdf", sheets.guides_print, name="guides_print"),
    path("nho-giup/", calls.calls_of_commune, name="coverage_calls"),
    path("huong-dan/moi", guide_editing.guides_new, name="guides_new"),
    path("huong-dan/nhap", guide_transfer.guides_import, name="guides_import"),
    path("huong-dan/huong-dan.zip", guide_transfer.guides_export, name="guides_export"),
    path("huong-dan/<slug:slug>/", guide_review.guides_one, name="guides_one"),
    path("huong-dan/<slug:slug>/bat-dau-sua", guide_editing.guides_begin, name="guides_begin"),
    path("huong-dan/<slug:slug>/sua", guide_editing.guides_edit, name="guides_edit"),
    path("huong-dan/<slug:slug>/bo", guide_editing.guides_discard, name="guides_discard"),
    path("huong-dan/<slug:slug>/duyet", guide_review.guides_review, name="guides_review"),
    path("huong-dan/<slug:slug>/xem", guide_preview.guides_preview, name="guides_preview"),
    path("huong-dan/<slug:slug>/bai.zip", guide_transfer.guides_export, name="guides_export_one"),
    path("huong-dan/<slug:slug>/giong-doc/", voices.guides_voices, name="guides_voices"),
    path("huong-dan/<slug:slug>/giong-doc/xoa", voices.guides_voices_remove, name="guides_voices_remove"),
    path("huong-dan/<slug:slug>/giong-doc/<str:name>", voices.guides_voices_play, name="guides_voices_play"),
    path("dang-nhap/", LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("dang-xuat/", LogoutView.as_view(), name="logout"),
    path("ngon-ngu/", set_language, name="set_language"),
]
