"""Rules for vi.md and en.md: plain words, one action a step, nothing that would put a citizen at risk."""

import re
from collections.abc import Iterator

from outreach.domain.free_text import personal_numbers_in
from outreach.domain.guide import Element, Guide, Step
from outreach.domain.vietnamese import nfc

from .grammar import Grammar
from .lint_facts import MARKUP, add_markup, all_elements
from .problems import Report
from .words import Sentence, StepWords, Words, sentences

MOST_WORDS = 20
QUOTED = re.compile(r'"([^"]+)"')
HOTLINE = re.compile(r"\b1[89]00\s?\d")


def lint_words(words: Words, guide: Guide, grammar: Grammar, report: Report) -> None:
    """Check one language of one guide."""
    _check_same_steps(words, guide, grammar, report)
    for sentence in _all_sentences(words):
        _check_wording(sentence, grammar, report)
    for sentence in (words.summary, *(step.warning for step in words.steps.values())):
        _check_one_sentence(sentence, report)
    for step in guide.steps:
        if found := words.steps.get(step.id):
            _check_action(found, step, grammar, report)
            for sentence in (found.action, found.otherwise):
                _check_secret(sentence, grammar, report)


def _all_sentences(words: Words) -> Iterator[Sentence]:
    yield from (words.title, words.summary, *words.needed, words.done_when)
    for step in words.steps.values():
        yield from (step.warning, step.action, step.success, step.otherwise)


def _check_same_steps(words: Words, guide: Guide, grammar: Grammar, report: Report) -> None:
    wanted = [step.id for step in guide.steps]
    written = list(words.steps)
    for missing in (step for step in wanted if step not in written):
        report.add(
            1,
            "same-steps",
            f'Thiếu phần "## {missing}": bước này có trong guide.toml.',
            f'The section "## {missing}" is missing: guide.toml has this step.',
        )
    for extra in (step for step in written if step not in wanted):
        report.add(
            words.steps[extra].line,
            "same-steps",
            f'Phần "## {extra}" không phải là bước nào trong guide.toml, cũng không phải '
            f'"{grammar.needed}" hay "{grammar.done}".',
            f'The section "## {extra}" is no step of guide.toml, nor "{grammar.needed}" or "{grammar.done}".',
        )
    if sorted(written) == sorted(wanted) and written != wanted:
        report.add(
            1,
            "same-steps",
            f"Xếp các bước theo thứ tự trong guide.toml: {', '.join(wanted)}.",
            f"Put the steps in the order of guide.toml: {', '.join(wanted)}.",
        )


def _check_wording(sentence: Sentence, grammar: Grammar, report: Report) -> None:
    line, text = sentence
    unquoted = QUOTED.sub(" ", text)
    if MARKUP.search(text):
        add_markup(line, text, report)
    if found := grammar.not_press.search(unquoted):
        report.add(
            line,
            "press-word",
            f'Dùng "{grammar.press}" thay cho "{found[0]}": một việc chỉ gọi bằng một từ.',
            f'Write "{grammar.press}" instead of "{found[0]}": one word for one action.',
        )
    if grammar.address and (found := grammar.address.search(unquoted)):
        report.add(
            line,
            "address",
            f'Không gọi "{found[0]}": dùng "ông/bà", hoặc bỏ đại từ.',
            f'Do not address elders as "{found[0]}": write "ông/bà" or leave the pronoun out.',
        )
    if found := grammar.belittling.search(unquoted):
        report.add(
            line,
            "belittling",
            f'Bỏ "{found[0]}": người làm chưa được sẽ thấy xấu hổ.',
            f'Leave out "{found[0]}": it shames whoever does not manage.',
        )
    if HOTLINE.search(text) or personal_numbers_in(text):
        report.add(
            line,
            "number",
            "Không ghi số điện thoại hay số giấy tờ trong lời: số hỗ trợ là của từng xã, đặt ở cuối trang.",
            "Keep phone and ID numbers out of the words: each commune's own hotline stands at the foot of the page.",
        )


def _check_one_sentence(sentence: Sentence, report: Report) -> None:
    if not sentence.text:
        return
    if len(sentences(sentence.text)) != 1 or not sentence.text.endswith("."):
        report.add(
            sentence.line,
            "one-sentence",
            f"Viết đúng một câu, kết thúc bằng dấu chấm: {sentence.text}",
            f"Write exactly one sentence that ends with a full stop: {sentence.text}",
        )


def _check_action(words: StepWords, step: Step, grammar: Grammar, report: Report) -> None:
    action = words.action
    if not action.text:
        return
    _check_one_sentence(action, report)
    count = len(action.text.split())
    if count > MOST_WORDS:
        report.add(
            action.line,
            "length",
            f"Câu dài {count} tiếng; viết không quá {MOST_WORDS}, hoặc chia thành hai bước.",
            f"The sentence has {count} words; write at most {MOST_WORDS}, or make two steps of it.",
        )
    verb = action.text.split()[0].lower().strip('".,')
    if verb not in grammar.verbs:
        known = ", ".join(sorted(grammar.verbs))
        report.add(
            action.line,
            "verb",
            f'Bắt đầu bằng một động từ trong số: {known} (đang là "{verb}").',
            f'Begin with one of these verbs: {known} (it begins with "{verb}").',
        )
    pressed = step.screen.pressable
    if pressed is None and verb not in grammar.waiting:
        report.add(
            action.line,
            "one-press",
            "Màn hình vẽ của bước này chưa có chỗ để bấm: thêm press = true vào đúng một phần tử.",
            "The drawn screen of this step has nothing to press: put press = true on exactly one element.",
        )
    _check_quoted(action, step, pressed if verb == grammar.press else None, report)


def _check_quoted(action: Sentence, step: Step, pressed: Element | None, report: Report) -> None:
    """Quoted words must be drawn; when pressing is asked, one of them must be what is pressed."""
    drawn = {
        step.screen.title,
        *(part for element in all_elements(step.screen) for part in (element.text, element.value)),
    }
    quoted = [nfc(match) for match in QUOTED.findall(action.text)]
    for words in quoted:
        if words not in drawn:
            report.add(
                action.line,
                "button",
                f'Chữ "{words}" không có trên màn hình vẽ của bước "{step.id}". Viết y như trên màn hình.',
                f'"{words}" is not on the drawn screen of step "{step.id}". Write it exactly as drawn.',
            )
    if pressed and quoted and pressed.text not in quoted:
        report.add(
            action.line,
            "button",
            f'Câu bảo bấm "{quoted[0]}" nhưng trên màn hình vẽ, chỗ cần bấm là "{pressed.text}".',
            f'The sentence says to press "{quoted[0]}" but on the drawn screen "{pressed.text}" is to be pressed.',
        )


def _check_secret(sentence: Sentence, grammar: Grammar, report: Report) -> None:
    for part in sentences(sentence.text):
        found = grammar.tell_secret.search(part)
        if found and not grammar.negation.search(part):
            report.add(
                sentence.line,
                "secret",
                f"Không bước nào được bảo người dân đưa mật khẩu hay mã cho người khác: {part}",
                f"No step may ask a citizen to hand over a password or a code: {part}",
            )
