"""What households said of their handouts, between the domain and its table."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from outreach.domain.clock import begin_of
from outreach.domain.identity import new_id
from outreach.domain.records import HandoutAnswer, Said, Visit
from outreach.handouts.token import VALID
from outreach.server.database.rows import aware, chunks, select
from outreach.server.places.models import Household

from . import feed, models

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
        visits = models.Visit.objects.filter(commune=commune, handout=token)
        household = visits.values_list("household", flat=True).first()
        row, _ = models.Answer.objects.get_or_create(
            commune=commune,
            token_hash=hash_of(token),
            guide=guide,
            defaults={"id": new_id(), "tablet": tablet, "said": said, "at": at},
        )
        row.said, row.at = said, at
        if household:
            registered = Household.objects.filter(commune=commune, id=household)
            _tell(writer, row, household, registered.values_list("hamlet", flat=True).first() or "")
        row.save()


def visits_came(writer: feed.FeedWriter, visits: Iterable[Visit], hamlets: Mapping[str, str]) -> None:
    """Give waiting answers their households, in the transaction that took the visits in.

    ``hamlets`` are those in which the visits' households are registered now.
    """
    commune = writer.head.commune
    given = {hash_of(visit.handout): visit.household for visit in visits if visit.handout}
    for some in chunks(given):
        for row in models.Answer.objects.filter(commune=commune, household="", token_hash__in=some):
            household = given[row.token_hash]
            _tell(writer, row, household, hamlets.get(household, ""))
            row.save()


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


def load(commune: str, ids: Iterable[str]) -> Iterator[HandoutAnswer]:
    """The answers with these ids, in no order."""
    yield from _load(commune, "id", ids)


def of_households(commune: str, households: Iterable[str]) -> Iterator[HandoutAnswer]:
    """All answers of these households, in no order."""
    yield from _load(commune, "household", households)


def _tell(writer: feed.FeedWriter, row: models.Answer, household: str, hamlet: str) -> None:
    row.household, row.hamlet = household, hamlet
    if hamlet:
        row.seq = writer.add("answer", row.id, hamlet)


def _load(commune: str, name: str, values: Iterable[str]) -> Iterator[HandoutAnswer]:
    for id_, household, hamlet, guide, said, at in select(models.Answer, _LOADED, commune, name, values):
        yield HandoutAnswer(id_, household, hamlet, guide, Said(said), aware(at))
