"""A real commune server in a process of its own, on port 0, told what to do on its standard input.

    python -m tests.sync.commune_server        (GOCUA_HOME names its data folder)

It writes one JSON line when it serves, and one for each JSON line it reads; it ends with its input.
"""

import base64
import json
import os
import sys
import threading
from datetime import date
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outreach.server.settings")
django.setup()

from django.core.management import call_command  # noqa: E402

from outreach.domain.clock import day_of, now  # noqa: E402
from outreach.domain.errors import OutreachError  # noqa: E402
from outreach.domain.identity import new_id  # noqa: E402
from outreach.domain.records import Commune, Hamlet, Household  # noqa: E402
from outreach.server.backups.models import Safe  # noqa: E402
from outreach.server.devices import enrolment  # noqa: E402
from outreach.server.devices.models import EnrolmentCode, Tablet  # noqa: E402
from outreach.server.doors import erasure  # noqa: E402
from outreach.server.guides import work  # noqa: E402
from outreach.server.guides.catalog import guides_of  # noqa: E402
from outreach.server.guides.form import GuideForm  # noqa: E402
from outreach.server.people.models import Role, User  # noqa: E402
from outreach.server.people.team import add_person  # noqa: E402
from outreach.server.places import models, register  # noqa: E402
from outreach.server.records.models import Visit  # noqa: E402
from outreach.server.rollups.recount import differences, progress_differences  # noqa: E402
from outreach.server.transfers.taking import take  # noqa: E402
from outreach.server.voices import keeping  # noqa: E402
from outreach.server.wsgi import application  # noqa: E402

CODE = "20179"


class Server(ThreadingMixIn, WSGIServer):
    """One thread a request, as a tablet expects."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Says nothing about requests."""

    def log_message(self, format, *args):
        pass


def found(households: int) -> None:
    """A commune of two hamlets and one official."""
    register.add_commune(Commune(CODE, "xã Nam Đông", "Huế", counted_from=date(2026, 9, 1), invented=True))
    hamlets = [Hamlet(new_id(), "Thôn", str(number), date(2025, 7, 1)) for number in (1, 2)]
    register.add_hamlets(CODE, hamlets)
    register.add_households(
        CODE,
        [
            Household(new_id(), hamlet.id, f"{hamlet.name:>02}-{number:05}", "xóm Đình", position=number)
            for hamlet in hamlets
            for number in range(households)
        ],
    )
    add_person(CODE, "hanh", "Nguyễn Thị Hạnh", Role.OFFICIAL, "chị Hạnh")


def hamlets() -> list[str]:
    """The ids of Thôn 1 and Thôn 2."""
    return list(models.Hamlet.objects.order_by("name").values_list("id", flat=True))


def publish(guide: str, title: str) -> int:
    """Give a guide another title, the way two people do; its new version."""
    author, second = (person(name) for name in ("biên tập", "duyệt bài"))
    revision = work.begin(author, guide)
    form = GuideForm.kept(revision.fields)
    form.title["vi"] = title
    approved = work.approve(second, work.send(author, work.save(author, revision, form, revision.stamp)))
    assert approved.version
    return approved.version


def person(name: str) -> User:
    """An editor, hired when first asked for."""
    known = User.objects.filter(username=name).first()
    return known or add_person(CODE, name, name, Role.EDITOR)


def record(guide: str, sound: bytes) -> str:
    """Read the first step of a guide aloud in Cơ Tu; the hash of the sound."""
    spoken = guides_of(CODE)[guide]
    return keeping.keep(CODE, spoken, "ktv", spoken.steps[0].id, sound, "an").hash


def take_file(data: bytes) -> dict[str, Any]:
    """Import a sealed file as a leader would: its numbers and the answer, or the sentence of its refusal."""
    try:
        taken = take(data, "page", now())
    except OutreachError as refused:
        return {"refused": refused.vi}
    answer = base64.b64encode(bytes(taken.file.answer)).decode()
    return {"taken": taken.taken, "held": taken.held, "aside": taken.aside, "answer": answer}


def backed_up(tablet: Tablet) -> None:
    """From now on all of a tablet's records are in a verified backup."""
    Safe.objects.update_or_create(commune=CODE, tablet=tablet.id, defaults={"have": tablet.have})


def unrecord(guide: str) -> bool:
    """Delete that recording again."""
    return keeping.forget(CODE, guide, "ktv", guides_of(CODE)[guide].steps[0].id)


def obey(do: str, **what: Any) -> object:
    """One order of a test."""
    match do:
        case "hamlets":
            return hamlets()
        case "code":
            return enrolment.make_code(User.objects.get(username="hanh"), what.get("scope") or hamlets())
        case "expire codes":
            return EnrolmentCode.objects.update(expires_at="2026-01-01T00:00+07:00")
        case "scope":
            return Tablet.objects.filter(id=what["tablet"]).update(scope=what["scope"])
        case "revoke":
            enrolment.revoke(Tablet.objects.get(id=what["tablet"]))
            return None
        case "tablets":
            return Tablet.objects.count()
        case "erase":
            erasure.erase(CODE, what["household"], User.objects.get(username="hanh").official, now())
            return None
        case "differences":
            return [str(one) for one in (*differences(CODE, day_of(now())), *progress_differences(CODE))]
        case "visits":
            return Visit.objects.count()
        case "publish":
            return publish(what["guide"], what["title"])
        case "record":
            return record(what["guide"], base64.b64decode(what["sound"]))
        case "unrecord":
            return unrecord(what["guide"])
        case "back up":
            backed_up(Tablet.objects.get(id=what["tablet"]))
            return None
        case "take file":
            return take_file(base64.b64decode(what["data"]))
    raise ValueError(do)


def main() -> None:
    """Serve until the input ends."""
    if not models.Commune.objects.exists():
        found(int(os.environ.get("HOUSEHOLDS", "40")))
    with make_server("127.0.0.1", int(os.environ.get("PORT", "0")), application, Server, Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sys.stdout.write(f"{server.server_port}\n")
        sys.stdout.flush()
        for line in sys.stdin:
            sys.stdout.write(json.dumps(obey(**json.loads(line))) + "\n")
            sys.stdout.flush()
        server.shutdown()


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    main()
