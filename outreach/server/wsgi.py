"""The server as a WSGI application."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outreach.server.settings")
application = get_wsgi_application()
# Whoever comes first need not wait until every page's code is loaded.
_ = get_resolver().url_patterns
