"""The way of a change: draft, review, then approved by a second person as the next version, or rejected with a note."""

import secrets
from dataclasses import replace

from django.db import IntegrityError, transaction

from outreach.content import pack_bytes, pack_guide, pack_hash
from outreach.domain.clock import now
from outreach.domain.errors import OutreachError
from outreach.domain.guide import TOPICS, Guide
from outreach.domain.identity import new_id
from outreach.domain.vietnamese import nfc
from outreach.server.people.models import User

from .catalog import guides_of, last_version
from .check import Checked, check
from .form import GuideForm, form_of
from .models import OPEN_STATES, Revision, State

LONGEST_NOTE = 2000


class EditRefused(OutreachError):
    """What was asked does not fit where the change stands; nothing was changed."""


class ChangedMeanwhile(EditRefused):
    """Somebody else saved the same draft after this person opened it."""

    def __init__(self, revision: Revision) -> None:
        super().__init__(
            "Có người vừa lưu bản nháp này. Chữ anh/chị gõ vẫn còn dưới đây; bấm “Lưu” lần nữa để thay bản kia.",
            "Somebody else has just saved this draft. What you typed is still below; press “Save” again to replace "
            "theirs.",
        )
        self.revision = revision


def open_revision(commune: str, guide: str) -> Revision | None:
    """The draft of this guide, or what waits for approval; None when nobody is changing it."""
    return Revision.objects.filter(commune=commune, guide=guide, state__in=OPEN_STATES).first()


def examine_revision(revision: Revision) -> Checked:
    """What the draft lacks, and the guide it would become."""
    form = GuideForm.kept(revision.fields)
    return check(form, revision.guide, revision.topic, last_version(revision.commune, revision.guide) + 1)


def begin(user: User, guide: str) -> Revision:
    """The open revision of a guide, begun now if there is none: from what was last rejected, else from what is in use.

    Raises EditRefused where there is no such guide.
    """
    if found := open_revision(user.commune, guide):
        return found
    last = Revision.objects.filter(commune=user.commune, guide=guide).order_by("-decided_at").first()
    if last and last.state == State.REJECTED:
        return _begin(user, guide, last.topic, GuideForm.kept(last.fields))[0]
    known = guides_of(user.commune).get(guide)
    if known is None:
        raise EditRefused("Không có bài này.", "There is no such guide.")
    return _begin(user, guide, known.topic, form_of(known))[0]


def begin_new(user: User, guide: str, topic: str, form: GuideForm) -> Revision:
    """A guide that does not exist yet; raises EditRefused when its name is taken."""
    revision = Revision.objects.filter(commune=user.commune, guide=guide).order_by("-changed_at").first()
    if known := guides_of(user.commune).get(guide) or revision:
        title = known.text("vi").title if isinstance(known, Guide) else GuideForm.kept(known.fields).title["vi"]
        raise EditRefused(
            f"Đã có bài mang tên “{title}”. Hãy chọn tên khác.",
            f'A guide is named "{title}" already. Choose another name.',
        )
    return _begin(user, guide, topic, form)[0]


def begin_anew(user: User, guide: str, topic: str, form: GuideForm) -> tuple[Revision, bool]:
    """A draft of what was typed into one that is gone meanwhile, and True; where another was begun in the same moment,
    that one, in which nothing of this is kept, and False.

    ``topic`` is that of a guide that does not exist yet; raises EditRefused where there is none.
    """
    known = guides_of(user.commune).get(guide)
    topic = known.topic if known else topic
    if topic not in TOPICS:
        raise EditRefused("Không có bài này.", "There is no such guide.")
    return _begin(user, guide, topic, form)


def _begin(user: User, guide: str, topic: str, form: GuideForm) -> tuple[Revision, bool]:
    """The open revision, and whether it is the one begun now."""
    revision = Revision(
        commune=user.commune,
        id=new_id(),
        guide=guide,
        topic=topic,
        fields=form.to_keep(),
        authors=[user.official],
        changed_by=user.official,
        # Drawn: a page of a draft that was discarded must not pass for one of the draft begun after it.
        stamp=secrets.randbelow(2**29),
    )
    try:
        with transaction.atomic():
            revision.save(force_insert=True)
    except IntegrityError:
        # Two people pressed at once: the first one's draft is the draft.
        if found := open_revision(user.commune, guide):
            return found, False
        raise
    return revision, True


def save(user: User, revision: Revision, form: GuideForm, stamp: int) -> Revision:
    """Keep what was typed, whatever it is; raises ChangedMeanwhile, or EditRefused when it is no draft any more.

    ``stamp`` is that of the draft this person last saw. Their own saves overtake each other without harm.
    """
    with transaction.atomic():
        row = _locked(revision, State.DRAFT)
        if row.stamp != stamp and row.changed_by != user.official:
            raise ChangedMeanwhile(row)
        row.fields = form.to_keep()
        row.stamp += 1
        row.authors = _with(row.authors, user)
        row.changed_at, row.changed_by = now(), user.official
        row.save()
    return row


def send(user: User, revision: Revision) -> Revision:
    """Ask for approval; raises EditRefused while anything is to mend or nothing was changed."""
    with transaction.atomic():
        row = _locked(revision, State.DRAFT)
        guide = _whole(row)
        if guide == _in_use(row):
            raise EditRefused("Bản này chưa khác gì bài đang dùng.", "This draft is the same as the guide in use.")
        row.state, row.sent_at = State.REVIEW, now()
        row.authors = _with(row.authors, user)
        row.save()
    return row


def take_back(revision: Revision) -> Revision:
    """Go on writing what was sent to review."""
    with transaction.atomic():
        row = _locked(revision, State.REVIEW)
        row.state, row.sent_at = State.DRAFT, None
        row.save()
    return row


def approve(user: User, revision: Revision) -> Revision:
    """Make it, as this person saw it, the next version; raises EditRefused for an author, where it was changed since,
    and for anything that is not whole."""
    with transaction.atomic():
        row = _locked(revision, State.REVIEW)
        _not_an_author(user, row)
        _as_seen(row, revision)
        guide = _whole(row)
        pack = pack_guide(guide)
        row.files, row.hash = dict(pack.files), pack_hash(pack_bytes(pack))
        row.state, row.version = State.APPROVED, guide.version
        row.decided_at, row.decided_by = now(), user.official
        row.save()
    return row


def reject(user: User, revision: Revision, note: str) -> Revision:
    """Give it back with a reason; raises EditRefused without one, where it was changed since this person saw it, and
    for an author (who can take it back)."""
    with transaction.atomic():
        row = _locked(revision, State.REVIEW)
        _not_an_author(user, row)
        _as_seen(row, revision)
        if not nfc(note):
            raise EditRefused("Ghi lý do trả lại để người viết biết cần sửa gì.", "Write why, for the author.")
        row.state, row.note = State.REJECTED, note.strip()[:LONGEST_NOTE]
        row.decided_at, row.decided_by = now(), user.official
        row.save()
    return row


def discard(user: User, revision: Revision) -> None:
    """Forget a draft; raises EditRefused where somebody else saved it since this person saw it."""
    with transaction.atomic():
        row = _locked(revision, State.DRAFT)
        if row.changed_by != user.official:
            _as_seen(row, revision)
        row.delete()


def may_decide(user: User, revision: Revision) -> bool:
    """Whether this person is a second one."""
    return user.is_editor and user.official not in revision.authors


def _locked(revision: Revision, state: State) -> Revision:
    row = Revision.objects.select_for_update().filter(commune=revision.commune, id=revision.id).first()
    if row is None or row.state != state:
        raise EditRefused(
            "Bản này vừa được chuyển sang bước khác. Hãy mở lại trang của bài.",
            "This change has just moved on. Open the guide's page again.",
        )
    return row


def _as_seen(row: Revision, seen: Revision) -> None:
    if row.stamp != seen.stamp:
        raise EditRefused(
            "Có người vừa sửa bản này, sau khi anh/chị mở trang. Hãy xem bản mới rồi mới quyết định.",
            "Somebody has changed this since you opened the page. Look at it as it is now, then decide.",
        )


def _whole(revision: Revision) -> Guide:
    checked = examine_revision(revision)
    if checked.guide is None:
        raise EditRefused(
            f"Còn {checked.count} chỗ cần sửa trước khi gửi duyệt.",
            f"{checked.count} things are to mend before it can be reviewed.",
        )
    return checked.guide


def _in_use(revision: Revision) -> Guide | None:
    """The guide in use, under the version that this change would have."""
    used = guides_of(revision.commune).get(revision.guide)
    if used is None:
        return None
    return replace(used, version=last_version(revision.commune, used.id) + 1, voices=())


def _not_an_author(user: User, revision: Revision) -> None:
    if not may_decide(user, revision):
        raise EditRefused(
            "Người đã viết bản này không tự duyệt được. Hãy nhờ người khác trong tổ biên tập.",
            "Whoever wrote this cannot approve it. Ask another editor.",
        )


def _with(authors: list[str], user: User) -> list[str]:
    return authors if user.official in authors else [*authors, user.official]
