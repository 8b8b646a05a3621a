"""What is kept of logins: sessions, and who logged in when, from which address and with which browser."""

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.sessions.backends.db import SessionStore

LOG_DAYS = 365
"""No longer than visits are."""


def forget_ended() -> None:
    """Delete the sessions that have ended."""
    SessionStore.clear_expired()


def forget_old() -> None:
    """Delete logins longer ago than ``LOG_DAYS``."""
    AxesProxyHandler.reset_logs(age_days=LOG_DAYS)
