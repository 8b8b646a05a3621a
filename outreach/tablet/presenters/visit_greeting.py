"""What is read out at the door, and the answers to it."""

from dataclasses import dataclass

from outreach.content import pronounced
from outreach.domain.records import Commune, Official, Outcome
from outreach.domain.retention import MONTHS_KEPT
from outreach.tablet.i18n import gettext as _
from outreach.tablet.i18n import language
from outreach.tablet.presenters.words import OUTCOME_LOOKS, outcome_word


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with its icon."""

    icon: str
    text: str


@dataclass(frozen=True, slots=True)
class Greeting:
    """The notice in spoken length, line by line, and the three rules."""

    opening: str
    lines: tuple[Line, ...]
    rules: tuple[Line, ...]

    @property
    def speech(self) -> str:
        """All of it as the machine reads it aloud."""
        rules = (_("Ba điều người của tổ không làm"), *(rule.text for rule in self.rules))
        spoken = (self.opening, *(line.text for line in self.lines), *(f"{rule}." for rule in rules))
        return pronounced(" ".join(spoken), language())


@dataclass(frozen=True, slots=True)
class OutcomeChoice:
    """One answer to "who was met"."""

    outcome: Outcome
    icon: str
    tone: str
    text: str
    detail: str


@dataclass(frozen=True, slots=True)
class DeclinedChoice:
    """A way on for who does not agree to be recorded, with what each keeps; ``then`` names the visit's tap."""

    then: str
    icon: str
    tone: str
    text: str
    detail: str


def greeting(commune: Commune, official: Official) -> Greeting:
    """Who, why, what is noted, how long, the right to refuse and to erase, and whom to ask.

    Raise ``domain.draft.NOTICE_VERSION`` with every change of these words.
    """
    contact = commune.hotline or _("Ủy ban nhân dân {commune}").format(commune=commune.name)
    return Greeting(
        _("Kính chào gia đình. Tôi là {official}, tổ công nghệ số cộng đồng, {commune}.").format(
            official=official.name, commune=commune.name
        ),
        (
            Line("heart-handshake", _("Tôi đến giúp gia đình tự làm giấy tờ và trả tiền trên điện thoại cho an toàn.")),
            Line(
                "pencil",
                _("Chỉ ghi mã hộ, ngày thăm, bài đã xem và gia đình làm được đến đâu. Không ghi tên, số căn cước."),
            ),
            Line("calendar-time", _("Xã giữ {months} tháng rồi xóa, chỉ còn con số tổng.").format(months=MONTHS_KEPT)),
            Line("hand-stop", _("Gia đình có quyền không đồng ý, và xin xem hoặc xóa bất cứ lúc nào.")),
            Line("phone-call", _("Hỏi lại hoặc xin xóa: {contact}.").format(contact=contact)),
        ),
        (
            Line("password", _("Không bao giờ gõ hộ mật khẩu hay mã OTP")),
            Line("camera", _("Không bao giờ chụp thẻ căn cước")),
            Line("cash", _("Không bao giờ xin tiền")),
        ),
    )


def outcome_choices(agreed: bool | None) -> tuple[OutcomeChoice, ...]:
    """Who heard the notice was met or has no time now; who was not there can only be missed."""
    if agreed:
        return (
            OutcomeChoice(
                Outcome.MET, "users", "primary", _("Gặp người lớn trong nhà"), _("Nhận hướng dẫn ngay bây giờ")
            ),
            _choice(Outcome.CALL_BACK, _("Gia đình đang bận, hẹn ngày khác")),
        )
    return (
        _choice(Outcome.NOBODY_HOME, _("Không có người lớn ở nhà")),
        _choice(Outcome.CALL_BACK, _("Có người nhắn hẹn ngày khác")),
        _choice(Outcome.VACANT, _("Lâu nay không ai ở")),
        _choice(Outcome.MOVED, _("Cả nhà đã dọn đi nơi khác")),
    )


def declined_choices(correcting: bool) -> tuple[DeclinedChoice, ...]:
    """The guide unrecorded, nothing at all, or no visit: the last alone is noted, and all a correction can say."""
    counted = _("Không ghi gì về nhà này, chỉ đếm chung trong thôn một lượt không đồng ý.")
    refuse = DeclinedChoice(
        "refuse",
        "hand-off",
        "danger",
        _("Gia đình không muốn tiếp"),
        _("Ghi vào hộ này đúng một điều: hôm nay “Không muốn tiếp”, để tổ không gõ cửa lại."),
    )
    if correcting:
        return (refuse,)
    return (
        DeclinedChoice("show_unrecorded", "book", "primary", _("Vẫn xem hướng dẫn, không ghi lại"), counted),
        DeclinedChoice("finish", "door-exit", "primary", _("Hôm nay thôi, chào gia đình"), counted),
        refuse,
    )


def _choice(outcome: Outcome, detail: str) -> OutcomeChoice:
    icon, kind = OUTCOME_LOOKS[outcome]
    tone = {"neutral": "muted", "accent": "accent_ink"}.get(kind, kind)
    return OutcomeChoice(outcome, icon, tone, outcome_word(outcome), detail)
