"""What is kept of logins: sessions, and who logged in when, from which address and with which browser."""

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.sessions.backends.db import SessionStore

LOG_DAYS = 365
"""No longer than visits are."""


def forget_old() -> None:
    """Delete the sessions that have ended, and logins longer ago than ``LOG_DAYS``."""
    SessionStore.clear_expired()
    AxesProxyHandler.reset_logs(age_days=LOG_DAYS)
