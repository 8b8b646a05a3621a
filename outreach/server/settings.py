"""Django settings. What an administrator may change comes from the environment; docs/settings.md lists it."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from . import environment

HERE = Path(__file__).parent
HOME = environment.home()
SITE = environment.site()
BACKUPS = environment.backups(HOME)
BACKUP_DAILY = environment.backup_daily()
BACKUPS_KEPT = environment.backups_kept()

DEBUG = False
SECRET_KEY = environment.secret_key(HOME)
ALLOWED_HOSTS = environment.hosts(SITE)
ROOT_URLCONF = "outreach.server.urls"
WSGI_APPLICATION = "outreach.server.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "outreach.server.places",
    "outreach.server.people",
    "outreach.server.devices",
    "outreach.server.records",
    "outreach.server.doors",
    "outreach.server.rollups",
    "outreach.server.guides",
    "outreach.server.voices",
    "outreach.server.transfers",
    "outreach.server.backups",
    "outreach.server.dashboard",
    "outreach.server.pages",
]

MIDDLEWARE = [
    "outreach.server.places.household_upload.clearing",
    "outreach.server.api.short_way.short_way",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "outreach.server.dashboard.language.language_middleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "outreach.server.dashboard.context.page",
            ],
        },
    },
]

DATABASES = {"default": environment.database(HOME)}

# A long guide in the editor is one form of well over a thousand fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# A tablet's work may be 200 codes, each on a photo of its own.
DATA_UPLOAD_MAX_NUMBER_FILES = 500

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["outreach.server.people.passwords.Argon2InTurn"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"

# A commune's office shares one address, so a lock-out is for a person at an address, not for the office.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_CLIENT_IP_CALLABLE = "outreach.server.client_address.client_address"
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # who tries again too early does not wait anew
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
CSRF_FAILURE_VIEW = "outreach.server.dashboard.errors.csrf_failure"
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [HERE / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static", ("fonts", HERE.parents[1] / "assets/fonts/web")]
WHITENOISE_USE_FINDERS = True  # a checkout needs no collectstatic
WHITENOISE_AUTOREFRESH = False

# Nothing is ever fetched from another host, and no page may be framed by one.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

# Plain http is for this machine only (demo, tests); an https site never falls back to it.
_HTTPS = SITE.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_SSL_REDIRECT = _HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _HTTPS else 0
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SAMESITE = "Lax"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "none": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Whoever tries other host names gets a 400; the log would fill with it.
    "loggers": {"django.security.DisallowedHost": {"handlers": ["none"], "propagate": False}},
}
