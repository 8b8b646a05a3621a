"""A name is locked by wrong passwords; what is kept of logins goes in its time."""

from datetime import timedelta

from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from outreach.server import upkeep
from tests.server.cast import NOW, PASSWORD, Cast


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


def log_in(password: str, name: str = "an", address: str = "198.51.100.7") -> HttpResponse:
    """From a computer that was never here before."""
    computer = Client(headers={"X-Forwarded-For": address})
    answer: HttpResponse = computer.post("/dang-nhap/", {"username": name, "password": password})  # type: ignore[assignment]
    return answer


def minutes_pass(minutes: int) -> None:
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=minutes))


def test_five_wrong_passwords_lock_a_name_for_all_computers_of_that_network(cast: Cast) -> None:
    assert [log_in("sai").status_code for _ in range(5)] == [200] * 4 + [429]
    locked = log_in(PASSWORD)
    assert locked.status_code == 429
    assert "tạm khóa 15 phút ở mọi máy dùng chung mạng này" in locked.content.decode()
    assert log_in(PASSWORD, name="binh").status_code == 302
    assert log_in(PASSWORD, address="198.51.100.8").status_code == 302


def test_who_tries_again_too_early_does_not_wait_anew(cast: Cast) -> None:
    for _ in range(5):
        log_in("sai")
    minutes_pass(14)
    assert log_in(PASSWORD).status_code == 429
    minutes_pass(2)
    assert log_in(PASSWORD).status_code == 302
