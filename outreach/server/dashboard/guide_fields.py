"""The editor's page as fields: every name, label, choice and problem settled here, so that templates only draw."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from outreach.content.apps import APPS
from outreach.content.facts import CHILDREN, VALUES
from outreach.content.grammar import GRAMMARS
from outreach.domain.guide import LANGUAGES, ElementKind, Mark
from outreach.server.guides.check import GENERAL, Checked, default_value
from outreach.server.guides.form import ElementForm, GuideForm, StepForm, Words

from .guide_words import kind_words, language_words, value_words

Choices = list[tuple[str, str]]

_WITH_VALUE = frozenset(
    [ElementKind.FIELD, ElementKind.PASSWORD, ElementKind.ROW, ElementKind.CARD, ElementKind.KEYPAD,
     ElementKind.DIALOG, ElementKind.NOTIFICATION, ElementKind.RECEIPT, ElementKind.SEARCH]
)  # fmt: skip
_WITH_ICON = frozenset(
    [ElementKind.BUTTON, ElementKind.LINK, ElementKind.ROW, ElementKind.CARD, ElementKind.NOTIFICATION]
)
_WITHOUT_TEXT = frozenset([ElementKind.SPACE, ElementKind.TILES, ElementKind.BOTTOM_BAR])


@dataclass(frozen=True, slots=True)
class Field:
    """One input. ``look`` is "line", "area", "date", "number", "select" or "icon"; ``lang`` of its words or ""."""

    name: str
    label: str
    value: str
    look: str = "line"
    help: str = ""
    lang: str = ""
    choices: Choices = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    rows: int = 2
    hide_label: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """The same words in both languages."""

    fields: list[Field]


@dataclass(frozen=True, slots=True)
class Row:
    """One drawn thing. ``press`` is the value its radio button sends."""

    place: str
    number: int
    kind: Field
    inputs: list[Field]
    press: str
    pressed: bool
    problems: list[str]
    slot: str
    children: list["Row"] | None
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class StepCard:
    """One step. ``at`` counts from 0."""

    at: int
    number: int
    id: str
    title: str
    pairs: list[Pair]
    facts: list[Field]
    screen: list[Field]
    rows: list[Row]
    slot: str
    problems: list[str]
    elements_slot: str
    element_problems: list[str]
    unpressed: bool
    first: bool
    last: bool


def _in_order(kinds: Iterable[ElementKind]) -> list[ElementKind]:
    return sorted(kinds, key=list(ElementKind).index)


class Page:
    """All fields of a draft, with what is to mend beside each, in ``language``."""

    def __init__(self, form: GuideForm, checked: Checked, language: str) -> None:
        self._checked, self._language = checked, language
        self.count = checked.count
        self.general = self._problems(GENERAL) + self._problems("steps")
        self.texts = self._texts(form)
        self.facts = self._facts(form)
        self.steps = [self._step(at, step, len(form.steps)) for at, step in enumerate(form.steps)]

    @property
    def slots(self) -> list[tuple[str, list[str]]]:
        """Every problem by the name of its field, for a page that is already shown."""
        return [(name, self._problems(name)) for name in self._checked.problems if name not in (GENERAL, "steps")]

    def _problems(self, name: str) -> list[str]:
        return [problem.text(self._language) for problem in self._checked.problems.get(name, [])]

    def _field(self, name: str, label: str, value: str, look: str = "line", **more: object) -> Field:
        return Field(name, label, value, look, problems=self._problems(name), **more)  # type: ignore[arg-type]

    def _pair(self, name: str, label: str, words: Words, rows: int = 2, help: Words | None = None) -> Pair:
        return Pair(
            [
                self._field(
                    f"{name}-{language}",
                    f"{label} ({language_words(language)})",
                    words[language],
                    "area",
                    lang=language,
                    rows=rows,
                    help=(help or {}).get(language, ""),
                )
                for language in LANGUAGES
            ]
        )

    def _texts(self, form: GuideForm) -> list[Pair]:
        one_a_line = dict.fromkeys(LANGUAGES, _("Mỗi thứ một dòng."))
        done = {
            language: _("Viết tiếp sau “%(words)s”.") % {"words": GRAMMARS[language].done} for language in LANGUAGES
        }
        return [
            self._pair("title", _("Tên bài"), form.title, 1),
            self._pair("summary", _("Tóm tắt bằng một câu"), form.summary),
            self._pair("needed", _("Cần có"), form.needed, 5, one_a_line),
            self._pair("done_when", _("Xong rồi khi"), form.done_when, 2, done),
        ]

    def _facts(self, form: GuideForm) -> list[Field]:
        apps = [(name, app.name) for name, app in APPS.items()]
        honest = _("Chưa ai thử trên máy thật thì giữ câu đang có.")
        return [
            self._field("audience", _("Dành cho ai"), form.audience),
            self._field("minutes", _("Số phút tại nhà dân"), form.minutes, "number"),
            self._field("icon", _("Biểu tượng"), form.icon, "icon"),
            self._field("app", _("Ứng dụng được vẽ"), form.app, "select", choices=apps),
            self._field("app_version_checked", _("Bản ứng dụng đã thử"), form.app_version_checked),
            self._field("checked_on", _("Ngày kiểm tra"), form.checked_on, "date"),
            self._field("checked_by", _("Ai đã kiểm tra"), form.checked_by, help=honest),
            self._field("valid_until", _("Dùng đến ngày"), form.valid_until, "date"),
            self._field("sources", _("Nguồn đã đọc"), form.sources, "area", rows=5, help=_("Mỗi nguồn một dòng.")),
        ]

    def _step(self, at: int, step: StepForm, count: int) -> StepCard:
        path = f"steps-{at}"
        marks = [
            (Mark.NEEDS_REVIEW.value, _("Hiểu biết chung, cần cán bộ thử trên máy thật")),
            (Mark.SOURCED.value, _("Đã đọc trong nguồn")),
        ]
        follows = {
            language: _("Viết tiếp sau “%(words)s”.") % {"words": GRAMMARS[language].success.strip()}
            for language in LANGUAGES
        }
        otherwise = {
            language: _("Viết tiếp sau “%(words)s”. Để trống nếu không cần.")
            % {"words": GRAMMARS[language].otherwise.strip()}
            for language in LANGUAGES
        }
        warning = {
            language: _("Bắt đầu bằng “%(words)s”. Để trống nếu bước không có rủi ro.")
            % {"words": GRAMMARS[language].warning.strip()}
            for language in LANGUAGES
        }
        one = dict.fromkeys(LANGUAGES, _("Một câu, bắt đầu bằng động từ, nhiều nhất 20 tiếng."))
        return StepCard(
            at=at,
            number=at + 1,
            id=step.id,
            title=step.action[self._language] or step.action["vi"],
            pairs=[
                self._pair(f"{path}-warning", _("Cảnh báo"), step.warning, 2, warning),
                self._pair(f"{path}-action", _("Việc làm"), step.action, 2, one),
                self._pair(f"{path}-success", _("Đúng rồi khi"), step.success, 2, follows),
                self._pair(f"{path}-otherwise", _("Nếu không thấy"), step.otherwise, 2, otherwise),
            ],
            facts=[
                self._field(f"{path}-mark", _("Độ tin cậy"), step.mark, "select", choices=marks),
                self._field(f"{path}-source", _("Nguồn của bước này"), step.source),
            ],
            screen=[
                self._field(
                    f"{path}-app",
                    _("Vẽ như ứng dụng"),
                    step.app,
                    "select",
                    choices=[(name, app.name) for name, app in APPS.items()],
                ),
                self._field(f"{path}-title", _("Chữ ở đầu màn hình"), step.title, help=_("Để trống nếu không có.")),
            ],
            rows=self._rows(f"{path}-elements", step.elements, ""),
            slot=path,
            problems=self._problems(path),
            elements_slot=f"{path}-elements",
            element_problems=self._problems(f"{path}-elements"),
            unpressed=not any(one.press for element in step.elements for one in (element, *element.children)),
            first=at == 0,
            last=at == count - 1,
        )

    def _rows(
        self, path: str, elements: list[ElementForm], before: str, kinds: Iterable[ElementKind] = ElementKind
    ) -> list[Row]:
        return [
            self._row(f"{path}-{at}", element, f"{before}{at}", _in_order(kinds), at, len(elements))
            for at, element in enumerate(elements)
        ]

    def _row(self, path: str, element: ElementForm, press: str, kinds: list[ElementKind], at: int, count: int) -> Row:
        kind = ElementKind(element.kind)
        allowed = CHILDREN.get(kind)
        return Row(
            place=path,
            number=at + 1,
            kind=self._field(
                f"{path}-kind",
                _("Loại"),
                element.kind,
                "select",
                choices=[(str(one), kind_words(one)) for one in kinds],
                hide_label=True,
            ),
            inputs=self._inputs(path, kind, element),
            press=press,
            pressed=element.press,
            problems=self._problems(path),
            slot=path,
            children=self._rows(f"{path}-children", element.children, f"{press}-", allowed) if allowed else None,
            first=at == 0,
            last=at == count - 1,
        )

    def _inputs(self, path: str, kind: ElementKind, element: ElementForm) -> list[Field]:
        """What this kind can carry, and whatever else was typed before its kind was changed."""
        inputs = []
        if kind not in _WITHOUT_TEXT or element.text:
            rows = max(1, element.text.count("\n") + 1)
            inputs.append(self._field(f"{path}-text", _("Chữ"), element.text, "area", rows=rows, lang="vi"))
        if kind in VALUES:
            value = element.value if element.value in VALUES[kind] else default_value(kind)
            choices = [(one, value_words(kind, one)) for one in sorted(VALUES[kind])]
            inputs.append(self._field(f"{path}-value", _("Kiểu"), value, "select", choices=choices))
        elif kind in _WITH_VALUE or element.value:
            rows = max(3 if kind is ElementKind.RECEIPT else 1, element.value.count("\n") + 1)
            label = _("Từng dòng “nhãn: giá trị”") if kind is ElementKind.RECEIPT else _("Nội dung, dòng nhỏ")
            inputs.append(self._field(f"{path}-value", label, element.value, "area", rows=rows, lang="vi"))
        if kind in _WITH_ICON or element.icon:
            inputs.append(self._field(f"{path}-icon", _("Biểu tượng"), element.icon, "icon"))
        return inputs
