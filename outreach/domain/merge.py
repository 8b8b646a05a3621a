"""What becomes of a household that several people change at once, some of them offline.

A change names the field, the value its author saw and the value it is to be. Whatever nobody else touched is
taken. Where two people want different things, the value that is already in force stays and the other is kept
beside it as contested, with who and when; nothing is dropped. Server and tablets use the same functions.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from .identity import new_id, short_id
from .records import Contested, Field, FieldChange, Household, HouseholdEdit, HouseholdState, Need
from .vietnamese import nfc

_CONTESTS = uuid.UUID("b5d0bb0e-6a52-4b0e-9f43-3a5b2f2d8a11")
AT_A_DOOR = (HouseholdState.ELIGIBLE, HouseholdState.VACANT, HouseholdState.DEMOLISHED, HouseholdState.MOVED)
"""The states an official may note; merging is the leader's."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who put a value in force, and when."""

    official: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Dossier:
    """A household as it is in force, who put each changed field so, and the values that wait beside it."""

    household: Household
    authors: Mapping[Field, Author] = field(default_factory=dict)
    contested: tuple[Contested, ...] = ()


def text_of(household: Household, name: Field) -> str:
    """A field's value as text: needs are their values in one order, with spaces between."""
    match name:
        case Field.ADDRESS_NOTE:
            return household.address_note
        case Field.STATE:
            return household.state.value
        case Field.NEEDS:
            return " ".join(need.value for need in Need if need in household.needs)


def with_text(household: Household, name: Field, text: str) -> Household:
    """The household with one field set; raises ValueError for a text that the field cannot hold."""
    match name:
        case Field.ADDRESS_NOTE:
            return replace(household, address_note=text)
        case Field.STATE:
            return replace(household, state=HouseholdState(text))
        case Field.NEEDS:
            return replace(household, needs=needs_of(text))


def needs_of(text: str) -> tuple[Need, ...]:
    """The needs that a text of ``text_of`` names, each once and in one order; raises ValueError."""
    named = {Need(word) for word in text.split()}
    return tuple(need for need in Need if need in named)


def is_plain(change: FieldChange) -> bool:
    """Whether a change says something that the field can hold, in the one spelling of it."""
    try:
        value = text_of(with_text(Household("", "", ""), change.field, change.value), change.field)
    except ValueError:
        return False
    at_a_door = change.field is not Field.STATE or HouseholdState(change.value) in AT_A_DOOR
    return at_a_door and change.value == (nfc(value) if change.field is Field.ADDRESS_NOTE else value)


def edit_of(shown: Household, wanted: Household, official: str, at: datetime) -> HouseholdEdit | None:
    """The edit that turns the household as it was shown into the wanted one; None when nothing differs."""
    wanted = replace(wanted, address_note=nfc(wanted.address_note))
    pairs = ((name, text_of(shown, name), text_of(wanted, name)) for name in Field)
    changes = tuple(FieldChange(name, seen, value) for name, seen, value in pairs if seen != value)
    if not changes:
        return None
    return HouseholdEdit(new_id(), shown.id, shown.hamlet, official, at, shown.version, changes)


def choice(shown: Household, contest: Contested, value: str, official: str, at: datetime) -> HouseholdEdit:
    """The edit by which somebody who sees both values of a contest chooses ``value``."""
    change = FieldChange(contest.field, text_of(shown, contest.field), value)
    return HouseholdEdit(new_id(), shown.id, shown.hamlet, official, at, shown.version, (change,), (contest.id,))


def merge(dossier: Dossier, edit: HouseholdEdit) -> Dossier:
    """The dossier after an edit. An edit of a household that was merged away is contested in every field."""
    merged = dossier
    for change in edit.changes:
        merged = _merge_field(merged, edit, change)
    if merged.household != dossier.household:
        merged = replace(merged, household=replace(merged.household, version=dossier.household.version + 1))
    return _without_settled(merged, edit)


def _merge_field(dossier: Dossier, edit: HouseholdEdit, change: FieldChange) -> Dossier:
    household = dossier.household
    now = text_of(household, change.field)
    # An author who goes on from a value of their own that was contested has thought better of it.
    others = tuple(
        one
        for one in dossier.contested
        if not (one.field is change.field and one.official == edit.official and one.value == change.seen)
    )
    if now == change.value:
        return replace(dossier, contested=others)
    if now == change.seen and household.state is not HouseholdState.MERGED:
        taken = with_text(household, change.field, change.value)
        authors = {**dossier.authors, change.field: Author(edit.official, edit.at)}
        return _follow(Dossier(taken, authors, others), change.field)
    keeper = dossier.authors.get(change.field)
    contest = Contested(
        contest_id(edit.id, change.field),
        household.id,
        household.hamlet,
        change.field,
        change.seen,
        change.value,
        edit.official,
        edit.at,
        ahead=edit.base > household.version,
        kept_by=keeper.official if keeper else "",
        kept_at=keeper.at if keeper else None,
    )
    known = any(one.id == contest.id for one in others)
    return replace(dossier, contested=others if known else (*others, contest))


def _follow(dossier: Dossier, name: Field) -> Dossier:
    """Take a waiting value whose author had seen the value now in force before this server (again) did.

    That is how a server set back to an older day is put right when the tablets offer their edits in another order.
    """
    now = text_of(dossier.household, name)
    for one in dossier.contested:
        if one.ahead and one.field is name and one.seen == now:
            rest = tuple(other for other in dossier.contested if other is not one)
            authors = {**dossier.authors, name: Author(one.official, one.at)}
            return _follow(Dossier(with_text(dossier.household, name, one.value), authors, rest), name)
    return dossier


def _without_settled(dossier: Dossier, edit: HouseholdEdit) -> Dossier:
    """Without the contests that the edit decides, and those whose value is in force now."""
    decided = {change.field: change.value for change in edit.changes}
    rest = []
    for one in dossier.contested:
        in_force = text_of(dossier.household, one.field)
        settled = one.id in edit.settles and decided.get(one.field) == in_force
        if not settled and one.value != in_force:
            rest.append(one)
    return replace(dossier, contested=tuple(rest))


def overlay(told: Household, edits: Iterable[HouseholdEdit]) -> Household:
    """The household as the server told it, with edits it has not heard of yet, in the order they were made."""
    dossier = Dossier(told)
    for edit in edits:
        dossier = merge(dossier, edit)
    return replace(dossier.household, version=told.version)


def contest_id(edit: str, name: Field) -> str:
    """The id of what an edit contests in one field: the same wherever and whenever it is merged."""
    return short_id(uuid.uuid5(_CONTESTS, f"{edit}/{name}"))
