"""The static site and the command line, on real files."""

import pytest
from click.testing import CliRunner

from outreach.content import GuideProblems, build_site, load_guides, site_assets
from outreach.content.cli import guides as command

from .sample import NAM_DONG, TODAY


def test_the_site_has_a_page_for_every_address(sample, tmp_path):
    out = tmp_path / "site"
    written = build_site(load_guides(sample.root), out, NAM_DONG, today=TODAY)

    names = {file.relative_to(out).as_posix() for file in written}
    assert names == {
        "index.html",
        "404.html",
        "g/index.html",
        "g/en/index.html",
        "g/bai-mau/index.html",
        "g/bai-mau/en/index.html",
        "g/bai-mau/tung-buoc/index.html",
        "g/bai-mau/en/tung-buoc/index.html",
        "g/sw.js",
        *(f"g/assets/{name}" for name in site_assets()),
    }
    assert all(file.stat().st_size for file in written)


def test_problems_stop_the_loader_and_name_the_first(sample):
    sample.change("vi.md", 'Bấm "Nút 2".', "Nhấn nút hai.")
    with pytest.raises(GuideProblems) as raised:
        load_guides(sample.root)
    assert {problem.rule for problem in raised.value.problems} == {"verb", "press-word"}
    assert "vi.md:23" in raised.value.vi
    assert "vi.md:23" in raised.value.en


def test_check_says_file_line_rule_and_sentence_and_fails(sample):
    sample.change("vi.md", 'Bấm "Nút 2".', 'Nhấn "Nút 2".')
    result = CliRunner().invoke(command, ["check", "--root", str(sample.root)])
    assert result.exit_code == 1
    line = next(line for line in result.output.splitlines() if "press-word" in line)
    assert line.startswith(f"{sample.folder / 'vi.md'}:23: press-word: ")
    assert "Dùng" in line
    assert "Write" in line


def test_check_passes_and_lists_what_is_unverified(sample):
    sample.change("guide.toml", 'mark = "sourced"', 'mark = "needs_review"')
    result = CliRunner().invoke(command, ["check", "--unverified", "--root", str(sample.root)])
    assert result.exit_code == 0
    assert result.output.count("bai-mau: buoc-") == 5
    assert "bai-mau: buoc-" not in CliRunner().invoke(command, ["check", "--root", str(sample.root)]).output


def test_check_says_which_guide_is_past_its_date(sample):
    sample.change("guide.toml", "checked_on = 2026-11-21", "checked_on = 2020-01-01")
    sample.change("guide.toml", "valid_until = 2027-01-21", "valid_until = 2020-02-01")
    result = CliRunner().invoke(command, ["check", "--root", str(sample.root)])
    assert result.exit_code == 0
    assert "bai-mau: cần kiểm tra lại" in result.output


def test_build_writes_the_site_or_says_what_to_mend(sample, tmp_path):
    arguments = ["build", str(tmp_path / "site"), "--root", str(sample.root), "--commune", "Xã Nam Đông"]
    assert CliRunner().invoke(command, arguments).exit_code == 0
    assert "Xã Nam Đông" in (tmp_path / "site/g/bai-mau/index.html").read_text("utf-8")

    sample.change("vi.md", "# Bài mẫu", "Bài mẫu")
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 1
    assert "vi.md:1: format" in result.output
