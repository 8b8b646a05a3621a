"""A guide as text in a code: every guide fits, is read back letter by letter, and warns."""

from dataclasses import replace

import pytest
import zxingcpp

from outreach.domain.guide import LANGUAGES
from outreach.handouts import QrRefused, offline_text, text_matrix
from outreach.handouts.offline import MOST_BYTES, VERSION
from tests.content.shipped import SHIPPED

from .test_qr import VIETQR, picture

HOTLINE = "0234 3000 000"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", SHIPPED)
def test_every_guide_is_read_back(slug, language):
    guide = SHIPPED[slug]
    text = offline_text(guide, language, HOTLINE)
    rows = text_matrix(text)
    assert len(rows) == 17 + 4 * VERSION
    (found,) = zxingcpp.read_barcodes(picture(rows, scale=3))
    assert found.text == text
    assert found.ec_level == "M"
    for step in guide.steps:
        assert step.texts[language].action in text
    assert text.startswith(f"{guide.text(language).title}\n")
    assert all(f"\n{number}. " in text for number in range(1, len(guide.steps) + 1))
    assert HOTLINE in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_warning_is_missing_and_each_stands_before_its_step(language):
    hotline = "0234 3000 000, 0234 3000 001"
    for guide in SHIPPED.values():
        lines = offline_text(guide, language, hotline).split("\n")
        for number, step in enumerate(guide.steps, start=1):
            words = step.texts[language]
            if words.warning:
                warned = lines.index(f"! {words.warning}")
                assert warned < lines.index(f"{number}. {words.action}"), (guide.id, step.id)


def test_national_numbers_are_told():
    assert offline_text(SHIPPED["cuoc-goi-gia"], "vi").endswith("\nBáo cuộc gọi lừa đảo: 156")
    assert offline_text(SHIPPED["xem-cu-tru"], "en").endswith("Ministry of Public Security: 1900 0368")


def test_what_to_do_otherwise_goes_first():
    guide = SHIPPED["kich-hoat-vneid"]
    words = guide.steps[0].texts["vi"]

    def padded(size: int) -> str:
        first = replace(guide.steps[0], texts={"vi": replace(words, otherwise="x" * size)})
        return offline_text(replace(guide, steps=(first, *guide.steps[-1:])), "vi")

    assert "x" * 20 in padded(20)
    shortened = padded(900)
    assert "xx" not in shortened
    assert words.success in shortened
    assert words.warning in shortened


def test_a_guide_that_does_not_fit_is_refused():
    guide = SHIPPED["kich-hoat-vneid"]
    long = replace(guide.steps[0], texts={"vi": replace(guide.steps[0].texts["vi"], action="x" * 1000)})
    with pytest.raises(QrRefused):
        offline_text(replace(guide, steps=(long,)), "vi")


def test_the_code_holds_exactly_what_the_limit_says():
    assert len(text_matrix("x" * MOST_BYTES)) == 17 + 4 * VERSION
    with pytest.raises(QrRefused):
        text_matrix("x" * (MOST_BYTES + 1))


def test_a_payment_code_is_refused_here_too():
    with pytest.raises(QrRefused):
        text_matrix(f" {VIETQR}")
