"""Whatever is tapped, in whatever order: no fact is lost, and the record goes over the wire and back."""

from datetime import date
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.domain.draft import VisitDraft, VisitStep
from outreach.domain.records import Ability, Outcome, Refusal, Satisfaction, Visit
from outreach.store import Identity, UnknownHousehold
from outreach.sync import wire
from outreach.tablet.presenters.visit import VisitPresenter

from ..domain.cast import household
from ..store.cast import HANH
from .visit_cast import COMMUNE, GUIDES, Clock


class MemoryStore:
    """A fake of the store's part that a visit uses: what is kept is kept as bytes."""

    def __init__(self):
        self.body, self.records = None, []

    def identity(self):
        return Identity("http://127.0.0.1:1", "tablet-a", "token", COMMUNE, HANH, ("thon-1",))

    def household(self, id):
        if id != "h":
            raise UnknownHousehold
        return household()

    def visits_of(self, _household):
        return [record for record in self.records if isinstance(record, Visit)]

    def draft(self):
        return msgspec.json.decode(self.body, type=VisitDraft) if self.body else None

    def save_draft(self, draft):
        self.body = msgspec.json.encode(draft)

    def discard_draft(self):
        self.body = None

    def add(self, record):
        self.records.append(record)
        self.body = None
        return len(self.records)


def on_screen(visit):
    """The taps that the present screen offers, by name."""
    step = visit.draft.step
    taps = {"back": visit.back}
    if step is VisitStep.GREETING:
        taps |= {"agree": visit.agree, "decline": visit.decline, "nobody": visit.nobody_to_ask}
    elif step is VisitStep.DECLINED:
        taps |= {"show": visit.show_unrecorded, "refuse": visit.refuse, "leave": visit.finish}
    elif step is VisitStep.OUTCOME:
        some = (Outcome.MET, Outcome.CALL_BACK) if visit.draft.agreed else tuple(Outcome)[1:]
        taps |= {str(one): lambda one=one: visit.choose(one) for one in some if one is not Outcome.REFUSED}
    elif step is VisitStep.TOPICS:
        taps |= {id: lambda id=id: visit.open_guide(id) for id in GUIDES} | {"on": visit.done_with_guides}
    elif step is VisitStep.GUIDE:
        viewer = visit.guide_presenter()
        taps |= {"forward": viewer.forward, "backward": viewer.backward, "stuck": viewer.toggle_stuck}
        taps |= {"practise": viewer.start_practice, "press": viewer.press_right, "stop": viewer.stop_practice}
        taps |= {"leave": visit.leave_guide, "done": visit.close_guide}
    elif step is VisitStep.ABILITY:
        taps |= {str(one): lambda one=one: visit.rate_ability(one) for one in Ability}
        taps |= {"more": visit.another_guide, "on": visit.done_with_guides}
    elif step is VisitStep.NEXT_VISIT:
        taps |= {"later": lambda: visit.promise(date(2026, 9, 16)), "never": lambda: visit.promise(None)}
        taps |= {"note": lambda: visit.write_note(visit.draft.note + " cửa sau")}
    elif step is VisitStep.HANDOUT:
        taps |= {"on": visit.handed_out}
    else:
        taps |= {str(face): lambda face=face: visit.rate_visit(face) for face in (*Satisfaction, None)}
    return taps


def facts(draft):
    """What was entered, apart from where one stands."""
    rated = {one.guide: one.ability for one in draft.guides if one.ability}
    seen = {one.guide: one.seen for one in draft.guides}
    return rated, seen, draft.note, draft.satisfaction, draft.next_visit


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 60), max_size=60))
def test_no_order_of_taps_loses_a_fact(choices):
    store: Any = MemoryStore()
    visit: Any = VisitPresenter.knock(store, GUIDES, "h", Clock())
    for choice in choices:
        taps = on_screen(visit)
        name = sorted(taps)[choice % len(taps)]
        rated, seen, note, face, promised = facts(visit.draft)
        taps[name]()
        if visit.saved:
            break
        if visit.draft.unrecorded:
            assert store.draft().household == ""
        else:  # the app dies here and is opened again: it stands where it stood.
            visit = VisitPresenter.resume(store, GUIDES, Clock())
        now_rated, now_seen, now_note, now_face, now_promised = facts(visit.draft)
        assert rated.keys() <= now_rated.keys()
        assert all(now_seen[guide] >= count for guide, count in seen.items())
        assert now_note.startswith(note)
        assert (now_face, now_promised) == (face, promised) or name in ("later", "never")
    if not visit.saved:
        visit.finish()
    record = visit.saved.record
    numbered = [wire.Numbered(1, record)]
    body = wire.pack(wire.Push("tablet-a", 1, Clock()(), "test", records=wire.pack_records(numbered)))
    ((kind, columns),) = wire.unpack(body, wire.Push).records.items()
    assert columns["n"] == [1]
    assert wire.from_rows(wire.rows(columns), wire.RECORD_KINDS[kind]) == [record]
    _is_sound(record)


def _is_sound(record):
    if isinstance(record, Refusal):
        return
    assert record.ended_at >= record.started_at
    assert (record.notice_version is None) == (record.agreed is None)
    assert (record.agreed is False) == (record.outcome is Outcome.REFUSED)
    assert not record.help or record.outcome is Outcome.MET
    assert record.satisfaction is None or record.outcome is Outcome.MET
    assert len({given.guide for given in record.help}) == len(record.help)
