"""What is kept of logins goes in its time."""

from datetime import timedelta

from axes.models import AccessLog
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from outreach.server import upkeep
from tests.server.cast import NOW, Cast


def test_sessions_that_ended_and_logins_of_a_year_ago_are_forgotten(cast: Cast, an: Client) -> None:
    over = SessionStore()
    over.set_expiry(timezone.now() - timedelta(seconds=1))
    over.save()
    for days, address in ((366, "10.0.0.1"), (364, "10.0.0.2")):
        log = AccessLog.objects.create(username="an", ip_address=address)
        AccessLog.objects.filter(pk=log.pk).update(attempt_time=timezone.now() - timedelta(days=days))
    upkeep.keep_up(NOW.date())  # a clock that has just jumped ahead makes no login old
    assert AccessLog.objects.filter(ip_address="10.0.0.1").exists()
    upkeep.keep_up(NOW.date() + timedelta(days=7))
    assert [one.session_key for one in Session.objects.all()] == [an.session.session_key]
    assert an.get("/").status_code == 200
    assert not AccessLog.objects.filter(ip_address="10.0.0.1").exists()
    assert AccessLog.objects.filter(ip_address="10.0.0.2").exists()
