"""What the screens of a visit show, from its draft."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from outreach.domain.clock import day_of
from outreach.domain.draft import SUGGESTED_RETURN, GuideProgress, VisitDraft, VisitStep
from outreach.domain.free_text import PersonalData, personal_data_in
from outreach.domain.guide import TOPICS, Guide, topic_name
from outreach.domain.records import Ability, Commune, Household, Outcome, Visit
from outreach.domain.vietnamese import WEEKDAYS, first_upper, format_clock, format_day
from outreach.domain.visit_versions import standing
from outreach.handouts import QrRefused, offline_text
from outreach.handouts.token import handout_address
from outreach.tablet.i18n import counted, language
from outreach.tablet.i18n import gettext as _
from outreach.tablet.presenters.words import ABILITY_LOOKS, ability_word, since

_STAGE = {
    VisitStep.GREETING: 0,
    VisitStep.DECLINED: 0,
    VisitStep.OUTCOME: 1,
    VisitStep.TOPICS: 2,
    VisitStep.GUIDE: 2,
    VisitStep.ABILITY: 3,
    VisitStep.NEXT_VISIT: 4,
    VisitStep.HANDOUT: 5,
    VisitStep.SATISFACTION: 6,
}
_MASTERED = {Ability.DID_ALONE, Ability.CAN_TEACH, Ability.ALREADY_ABLE}


@dataclass(frozen=True, slots=True)
class Header:
    """The bar on top. ``stages`` are the names of the steps, ``stage`` (0-based) the present one."""

    title: str
    subtitle: str
    stages: tuple[str, ...]
    stage: int


@dataclass(frozen=True, slots=True)
class TopicCard:
    """A guide to choose."""

    guide: str
    icon: str
    title: str
    detail: str
    history: str
    suggested: bool
    shown: bool
    stale: bool


@dataclass(frozen=True, slots=True)
class AbilityChoice:
    """One of the large answers."""

    ability: Ability
    icon: str
    tone: str
    text: str
    detail: str


@dataclass(frozen=True, slots=True)
class AbilityView:
    """How far they got with the guide shown last."""

    icon: str
    title: str
    detail: str
    chosen: Ability | None
    tip: str


@dataclass(frozen=True, slots=True)
class DayChoice:
    """A day to come again (None: no promise)."""

    day: date | None
    icon: str
    text: str
    detail: str
    suggested: bool


@dataclass(frozen=True, slots=True)
class HandoutPage:
    """Something to take along. ``address`` is what the QR says (the words themselves when ``offline``),
    ``readable`` what stands below it: the guide's address to be typed."""

    guide: str
    title: str
    address: str
    readable: str
    offline: bool = False


@dataclass(frozen=True, slots=True)
class HandoutView:
    """The codes for a phone with a network (none while the commune has no public address), and for one without (none of
    a guide that has too many words)."""

    online: tuple[HandoutPage, ...]
    offline: tuple[HandoutPage, ...]


def header(draft: VisitDraft, household: Household, saved_at: datetime, brief: bool = False) -> Header:
    """Which household, since when (not if ``brief``), saved when, and how far the visit is."""
    titles = {
        VisitStep.GREETING: _("Chào hỏi và xin phép ghi nhận"),
        VisitStep.DECLINED: _("Gia đình không đồng ý ghi nhận"),
        VisitStep.OUTCOME: _("Hôm nay gặp được ai?"),
        VisitStep.TOPICS: _("Hôm nay cùng làm bài nào?"),
        VisitStep.GUIDE: _("Hôm nay cùng làm bài nào?"),
        VisitStep.ABILITY: _("Gia đình đã làm được đến đâu?"),
        VisitStep.NEXT_VISIT: _("Hẹn ngày ghé lại"),
        VisitStep.HANDOUT: _("Gửi gia đình mã QR"),
        VisitStep.SATISFACTION: _("Mời gia đình chọn một khuôn mặt"),
    }
    if draft.replaces or _is_of_another_day(draft, saved_at):
        titles |= {
            VisitStep.OUTCOME: _("Lượt đó gặp được ai?"),
            VisitStep.TOPICS: _("Lượt đó làm bài nào?"),
            VisitStep.GUIDE: _("Lượt đó làm bài nào?"),
        }
    stages: tuple[str, ...] = (_("Chào hỏi"), _("Gặp ai"), _("Hướng dẫn"), _("Kết quả"), _("Hẹn lại"), _("Mã QR"))
    stage = _STAGE[draft.step]
    if draft.unrecorded:  # nobody is noted as met, nothing is rated or promised
        stages, stage = (stages[0], stages[2], stages[5]), (0, 0, 1, 1, 1, 2, 2)[stage]
    return Header(titles[draft.step], _subtitle(draft, household, saved_at, brief), stages, stage)


def _is_of_another_day(draft: VisitDraft, saved_at: datetime) -> bool:
    """Whether what is tapped now is noted of the day on which the visit was left unfinished."""
    return draft.answered and day_of(draft.started_at) != day_of(saved_at)


def _subtitle(draft: VisitDraft, household: Household, saved_at: datetime, brief: bool) -> str:
    if draft.unrecorded:
        words = _("Hộ {code}")
    elif draft.replaces:
        words = _("Sửa lượt ngày {day} · hộ {code}")
    elif _is_of_another_day(draft, saved_at):
        words = _("Lượt ngày {day} · hộ {code}")
    elif brief:
        words = _("Hộ {code} · đã lưu {saved}")
    else:
        words = _("Thăm hộ {code} · bắt đầu {begun} · đã lưu {saved}")
    day, begun = format_day(day_of(draft.started_at)), since(draft.started_at, saved_at)
    return words.format(code=household.code, day=day, begun=begun, saved=format_clock(saved_at))


def topic_cards(
    guides: Mapping[str, Guide], history: Iterable[Visit], draft: VisitDraft, today: date
) -> tuple[TopicCard, ...]:
    """Every guide, those first which this household has not mastered; then in the order of topics."""
    last = last_abilities(history)
    order = {topic: rank for rank, topic in enumerate(TOPICS)}
    cards = [
        _topic_card(guide, last.get(guide.id), draft.progress(guide.id), today, draft.replaces is not None)
        for guide in sorted(guides.values(), key=lambda one: (order.get(one.topic, len(order)), one.id))
    ]
    return tuple(sorted(cards, key=lambda card: not card.suggested))


def last_abilities(history: Iterable[Visit]) -> dict[str, tuple[Ability, date]]:
    """Per guide, what was last seen and when."""
    last: dict[str, tuple[Ability, date]] = {}
    for visit in sorted(standing(history), key=lambda one: one.started_at):
        for given in visit.help:
            last[given.guide] = (given.ability, visit.day)
    return last


def _topic_card(
    guide: Guide, last: tuple[Ability, date] | None, progress: GuideProgress | None, today: date, correcting: bool
) -> TopicCard:
    minutes = counted("khoảng {count} phút", guide.minutes)
    detail = f"{topic_name(guide.topic, language())} · " + counted("{count} bước", len(guide.steps)) + f" · {minutes}"
    if progress and correcting:
        history = _("Đã xem {seen}/{steps} bước").format(seen=progress.seen, steps=progress.steps)
    elif progress:
        history = _("Hôm nay đã xem {seen}/{steps} bước").format(seen=progress.seen, steps=progress.steps)
    elif last:
        history = f"{format_day(last[1])} · {ability_word(last[0])}"
    else:
        history = _("Gia đình chưa xem bài này")
    return TopicCard(
        guide.id,
        guide.icon,
        guide.text(language()).title,
        detail,
        history,
        suggested=not progress and (last is None or last[0] not in _MASTERED),
        shown=progress is not None,
        stale=guide.is_stale(today),
    )


def ability_choices() -> tuple[AbilityChoice, ...]:
    """The four rungs of the ladder."""
    details = {
        Ability.SHOWN: _("Chưa làm thử"),
        Ability.DID_WITH_HELP: _("Cần thêm một lần"),
        Ability.DID_ALONE: _("Không cần nhắc"),
        Ability.CAN_TEACH: _("Có thể giúp hàng xóm"),
    }
    tones = {"neutral": "muted", "primary": "primary", "success": "success", "accent": "accent_sign"}
    return tuple(
        AbilityChoice(one, ABILITY_LOOKS[one][0], tones[ABILITY_LOOKS[one][1]], ability_word(one), detail)
        for one, detail in details.items()
    )


def ability_view(guides: Mapping[str, Guide], draft: VisitDraft, today: date) -> AbilityView:
    """The guide shown last, what was stuck, and when to come again."""
    progress = draft.progress(draft.current or "")
    guide = guides.get(draft.current or "")
    if progress is None:
        raise ValueError("no guide was shown")
    detail = _("Đã xem {seen}/{steps} bước").format(seen=progress.seen, steps=progress.steps)
    if progress.stuck_step and guide:
        steps = {step.id: (at, step) for at, step in enumerate(guide.steps, 1)}
        if progress.stuck_step in steps:
            number, step = steps[progress.stuck_step]
            words = step.texts.get(language()) or step.texts["vi"]
            detail += " · " + _("mắc ở bước {number}").format(number=number) + f" ({words.action.rstrip('.')})"
    back = today + SUGGESTED_RETURN
    return AbilityView(
        guide.icon if guide else "book",
        guide.text(language()).title if guide else progress.guide,
        detail,
        progress.ability,
        _("Nên ghé lại sau [b]14 ngày[/b] ({day}) để xem gia đình còn tự làm được không.").format(day=short_day(back)),
    )


def day_choices(draft: VisitDraft, today: date) -> tuple[DayChoice, ...]:
    """Days to come again, the suggested one first; none comes last."""
    call_back = draft.outcome is Outcome.CALL_BACK
    suggested = 1 if call_back else SUGGESTED_RETURN.days
    choices = [
        DayChoice(
            today + timedelta(days=ahead),
            "calendar-event" if ahead == suggested else "calendar",
            _("Ngày mai") if ahead == 1 else counted("{count} ngày nữa", ahead),
            first_upper(short_day(today + timedelta(days=ahead))),
            ahead == suggested,
        )
        for ahead in ((1, 3, 7, 14) if call_back else (14, 7, 30, 1))
    ]
    promised = draft.next_visit
    if promised and promised not in [choice.day for choice in choices]:  # as a visit of another day has it
        kept = DayChoice(promised, "calendar-check", _("Như đã hẹn"), first_upper(short_day(promised)), False)
        choices.insert(0, kept)
    nothing = _("Chưa hẹn được ngày") if call_back else _("Không cần hẹn")
    return (*choices, DayChoice(None, "calendar-time", nothing, "", False))


def handout_view(guides: Mapping[str, Guide], draft: VisitDraft, commune: Commune) -> HandoutView:
    """What is given along, the guide shown last first. A recorded visit has one page for all its guides."""
    shown = [guides[one.guide] for one in draft.guides if one.guide in guides]
    shown.sort(key=lambda guide: guide.id != draft.current)
    offline = tuple(page for guide in shown if (page := _offline_page(guide, commune)))
    if not commune.site:
        return HandoutView((), offline)
    online = tuple(handout_page(guide, commune) for guide in shown)
    if draft.handout and shown:
        address = handout_address(commune.site, draft.handout, tuple(guide.id for guide in shown))
        title = online[0].title if len(shown) == 1 else counted("{count} bài hướng dẫn", len(shown))
        readable = online[0].readable if len(shown) == 1 else online[0].readable.rpartition("/")[0]
        online = (HandoutPage(shown[0].id, title, address, readable),)
    return HandoutView(online, offline)


def handout_page(guide: Guide, commune: Commune) -> HandoutPage:
    """The page of one guide on the commune's public site."""
    address = f"{commune.site}/g/{guide.id}"
    readable = address.removeprefix("https://").removeprefix("http://")
    return HandoutPage(guide.id, guide.text(language()).title, address, readable)


def _offline_page(guide: Guide, commune: Commune) -> HandoutPage | None:
    try:
        text = offline_text(guide, language(), commune.hotline)
    except QrRefused:
        return None
    return HandoutPage(guide.id, guide.text(language()).title, text, _("Quét xong là đọc được, không cần mạng"), True)


def note_warnings(note: str) -> tuple[str, ...]:
    """What a note should not hold, one sentence each."""
    sentences = {
        PersonalData.ID_NUMBER: _("Có dãy số giống số căn cước. Hãy xóa đi: không ghi số giấy tờ của dân."),
        PersonalData.PHONE: _("Có dãy số giống số điện thoại. Hãy xóa đi: không ghi số của dân."),
        PersonalData.OTP: _("Có chữ OTP. Không bao giờ ghi mã của dân."),
        PersonalData.PASSWORD: _("Có chữ mật khẩu. Không bao giờ ghi mật khẩu của dân."),
    }
    found = personal_data_in(note)
    return tuple(sentence for kind, sentence in sentences.items() if kind in found)


def short_day(day: date) -> str:
    """Weekday and date inside a sentence: "thứ Bảy 05/12"; English shows the date alone."""
    return format_day(day) if language() == "en" else f"{WEEKDAYS[day.weekday()]} {format_day(day)}"
