"""What households said of their handouts, between the domain and its table."""

import hashlib
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from outreach.domain.clock import begin_of
from outreach.domain.identity import new_id
from outreach.domain.records import HandoutAnswer, Outcome, Said, Visit
from outreach.domain.visit_versions import versions
from outreach.handouts.token import VALID
from outreach.server.database.rows import chunks, select
from outreach.server.places.models import Household

from . import feed, models, visits

_LOADED = ("id", "household", "hamlet", "guide", "said", "at")


def hash_of(token: str) -> str:
    """What is kept of a handout's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def said_of(commune: str, token: str) -> dict[str, Said]:
    """What was said by this handout so far, guide by guide."""
    query = models.Answer.objects.filter(commune=commune, token_hash=hash_of(token))
    return {guide: Said(said) for guide, said in query.values_list("guide", "said")}


def say(commune: str, tablet: str, token: str, guide: str, said: Said, at: datetime) -> None:
    """Keep what was said of one guide in place of what was said before. Tablets hear of it once its visit is here."""
    with feed.writing(commune) as writer:
        row, _ = models.Answer.objects.get_or_create(
            commune=commune,
            token_hash=hash_of(token),
            guide=guide,
            defaults={"id": new_id(), "tablet": tablet, "said": said, "at": at},
        )
        row.said, row.at = said, at
        _tell(writer, row, _household_of(commune, token))


def visits_came(writer: feed.FeedWriter, came: Iterable[Visit]) -> None:
    """Give answers the households of their handouts, in the transaction that took the visits in: those that waited for
    them, and those whose visit is no longer at the door where it was."""
    commune, came = writer.head.commune, list(came)
    replaced = [visit.replaces for visit in came if visit.replaces]
    tokens = [token for (token,) in select(models.Visit, ("handout",), commune, "id", replaced)]
    given = {hash_of(token): token for token in (*tokens, *(visit.handout for visit in came)) if token}
    for some in chunks(given):
        for row in models.Answer.objects.filter(commune=commune, token_hash__in=some):
            household = _household_of(commune, given[row.token_hash])
            if household != row.household:
                _tell(writer, row, household)


def forget(commune: str, handouts: Iterable[str]) -> None:
    """Delete what was said by these handouts."""
    hashes = [hash_of(token) for token in handouts]
    models.Answer.objects.filter(commune=commune, token_hash__in=hashes).delete()


def forget_unknown(commune: str, today: date) -> int:
    """Delete what was said longer ago than handouts are answered, by handouts whose visit never came; how many.

    Nothing can be said by such a handout any more, and nobody can be sent to a household that is not known.
    """
    before = begin_of(today - VALID)
    deleted, _ = models.Answer.objects.filter(commune=commune, household="", at__lt=before).delete()
    return deleted


def load(commune: str, ids: Iterable[str], scope: Container[str]) -> Iterator[HandoutAnswer]:
    """The answers with these ids, in no order, as told to a tablet of hamlets ``scope``: of others' no household."""
    for answer in _load(commune, "id", ids):
        yield answer if answer.hamlet in scope else replace(answer, household="", hamlet="")


def of_households(commune: str, households: Iterable[str]) -> Iterator[HandoutAnswer]:
    """All answers of these households, in no order."""
    yield from _load(commune, "household", households)


def _household_of(commune: str, token: str) -> str:
    """Where the visit that gave a handout stands; "" when it has not come yet, or was retracted."""
    gave = models.Visit.objects.filter(commune=commune, handout=token).order_by("-seq")
    for household in dict.fromkeys(gave.values_list("household", flat=True)):
        for first, *others in versions(visits.of_households(commune, [household])):
            if first.outcome is not Outcome.RETRACTED and token in {one.handout for one in (first, *others)}:
                return household
    return ""


def _tell(writer: feed.FeedWriter, row: models.Answer, household: str) -> None:
    """Keep an answer as this household's; both hamlets hear of it where it was another's."""
    registered = Household.objects.filter(commune=writer.head.commune, id=household)
    hamlets = row.hamlet, registered.values_list("hamlet", flat=True).first() or ""
    for hamlet in sorted({*hamlets} - {""}):
        row.seq = writer.add("answer", row.id, hamlet)
    row.household, row.hamlet = household, hamlets[-1]
    row.save()


def _load(commune: str, name: str, values: Iterable[str]) -> Iterator[HandoutAnswer]:
    for id_, household, hamlet, guide, said, at in select(models.Answer, _LOADED, commune, name, values):
        yield HandoutAnswer(id_, household, hamlet, guide, Said(said), at)
