"""What a handout's token allows: decided from the token itself, so it works before its tablet has synced."""

from dataclasses import dataclass
from datetime import date

from outreach.handouts.token import NoToken, is_genuine, read_handout
from outreach.server.devices.models import Tablet
from outreach.server.records.models import Visit


@dataclass(frozen=True, slots=True)
class Giver:
    """The tablet that made a genuine token that is still good."""

    commune: str
    tablet: str


def giver_of(token: str, today: date) -> Giver | None:
    """Who gave this handout; None for a token that is forged or expired.

    A revoked tablet may be in wrong hands: of its handouts only those count that came with a visit before.
    """
    try:
        handout = read_handout(token)
    except NoToken:
        return None
    if handout.expired(today):
        return None
    tablets = Tablet.objects.filter(commune=handout.commune, id__startswith=handout.tablet)
    tablet = next((one for one in tablets if is_genuine(token, one.token_hash)), None)
    if tablet is None:
        return None
    if tablet.revoked_at and not Visit.objects.filter(commune=handout.commune, handout=token).exists():
        return None
    return Giver(handout.commune, tablet.id)
