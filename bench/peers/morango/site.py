"""The Django of a server or a tablet, its data in a folder."""

import json
import os
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command

PROFILE = "commune"


def open_site(folder: Path) -> Any:
    """Set Django up on the database in ``folder``, which is made when it is missing; the commune's certificate.

    Whoever may sync the commune holds its certificate with the key. The first site makes it, and leaves it in a file
    beside the folders for the others.
    """
    folder.mkdir(exist_ok=True)
    os.environ["MORANGO_SYSTEM_ID"] = folder.name  # or all sites on one machine are one to Morango
    settings.configure(
        SECRET_KEY="cau tre",
        ALLOWED_HOSTS=["127.0.0.1"],
        USE_TZ=True,
        ROOT_URLCONF=f"{__package__}.urls",
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "rest_framework",
            "morango",
            f"{__package__}.visits",
        ],
        MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "visits.db")}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    )
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    return _certificate(folder.parent / "certificate.json")


def _certificate(file: Path) -> Any:
    from morango.models.certificates import Certificate, Key, ScopeDefinition

    ScopeDefinition.objects.get_or_create(
        id=PROFILE,
        profile=PROFILE,
        version=1,
        primary_scope_param_key=PROFILE,
        read_write_filter_template=f"${{{PROFILE}}}",
    )
    if file.exists():
        kept = json.loads(file.read_text("utf-8"))
        certificate = Certificate.save_certificate_chain([kept["certificate"]])
        certificate.private_key = Key(private_key_string=kept["key"])
        certificate.save()
    else:
        certificate = Certificate.generate_root_certificate(PROFILE)
        public = {name: getattr(certificate, name) for name in ("id", "serialized", "signature")}
        kept = {"certificate": public, "key": certificate.private_key.get_private_key_string()}
        file.write_text(json.dumps(kept), "utf-8")
    return certificate
