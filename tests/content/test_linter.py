"""Each rule has an example that breaks it, found in the right file and line."""

import unicodedata

import pytest

from outreach.content import sound_guides

from .sample import STEP, SampleGuide

BROKEN = [
    # rule, file, what to replace, by what, text on the line that is reported
    ("format", "guide.toml", "minutes = 5", "minutes = 'năm'", "minutes = 'năm'"),
    ("format", "guide.toml", "minutes = 5\n", "", 'icon = "id"'),
    ("format", "guide.toml", "minutes = 5", "minutes = 0", "minutes = 0"),
    ("format", "guide.toml", "minutes = 5", f"minutes = {'9' * 5000}", 'icon = "id"'),
    ("format", "guide.toml", "minutes = 5", f"minutes = {'[' * 5000}", 'icon = "id"'),
    ("format", "guide.toml", "minutes = 5", "minuts = 5\nminutes = 5", "minuts = 5"),
    ("format", "guide.toml", "minutes = 5", "minutes = ", "minutes = "),
    ("format", "guide.toml", "checked_on = 2026-11-21", "checked_on = 2026-02-30", "checked_on = 2026-02-30"),
    ("format", "guide.toml", 'app = "vneid"', 'app = "facebook"', 'app = "facebook"'),
    ("format", "guide.toml", 'id = "buoc-2"', 'id = "Bước 2"', "[[step]]"),
    ("format", "guide.toml", 'id = "buoc-2"', 'id = "buoc-1"', "[[step]]"),
    ("format", "guide.toml", 'text = "Chữ 2"', 'words = "Chữ 2"', "[[step]]"),
    ("format", "guide.toml", 'text = "Chữ 2"', 'text = "Chữ 2", value = "purple"', "[[step]]"),
    ("format", "guide.toml", 'text = "Chữ 2"', "tiles = []", "[[step]]"),
    ("format", "guide.toml", 'text = "Chữ 2"', 'tiles = [{ button = "A" }]', "[[step]]"),
    ("format", "guide.toml", 'text = "Chữ 2"', 'text = "Chữ 2", colour = "red"', "[[step]]"),
    ("format", "guide.toml", 'mark = "sourced"', 'mark = "sure"', "[[step]]"),
    ("format", "guide.toml", 'checked_by = "Chưa có cán bộ kiểm tra trên máy thật"', 'checked_by = ""', "checked_by"),
    ("format", "vi.md", "# Bài mẫu\n\n", "", "Một câu tóm tắt."),
    ("format", "vi.md", "Một câu tóm tắt.\n", "Một câu.\n\nHai câu.\n", "# Bài mẫu"),
    ("format", "vi.md", "## Xong rồi khi\n\nthấy trang cuối.\n", "", "# Bài mẫu"),
    ("format", "vi.md", "- điện thoại có mạng", "điện thoại có mạng", "điện thoại có mạng"),
    ("format", "vi.md", "Đúng rồi khi thấy trang sau trang 2.\n", "", "## buoc-2"),
    ("format", "vi.md", 'Bấm "Nút 2".\n', "", "## buoc-2"),
    ("format", "vi.md", "Nếu không thấy: Không sao. Bấm mũi tên quay lại.\n", "Không vội.\n", "Không vội."),
    ("format", "en.md", "## buoc-2", "## buoc-1", "## buoc-1"),
    ("steps", "guide.toml", STEP.format(5), "", "[[step]]"),
    ("dates", "guide.toml", "valid_until = 2027-01-21", "valid_until = 2026-11-21", "valid_until = 2026-11-21"),
    ("icon", "guide.toml", 'icon = "id"', 'icon = "no-such-icon"', 'icon = "no-such-icon"'),
    ("icon", "guide.toml", 'text = "Chữ 2"', 'row = "Chữ 2", icon = "no-such"', 'icon = "no-such"'),
    ("source", "guide.toml", 'source = "example.vn"', 'source = " "', "[[step]]"),
    ("source", "guide.toml", 'sources = ["example.vn: trang mẫu"]', "sources = []", "sources = []"),
    ("one-press", "guide.toml", 'text = "Chữ 2" }', 'link = "Chữ 2", press = true }', 'link = "Chữ 2"'),
    ("one-press", "vi.md", None, None, 'Bấm "Nút 3".'),
    ("masked", "guide.toml", 'text = "Chữ 2"', 'field = "Số", value = "046187654321"', "046187654321"),
    ("masked", "guide.toml", 'text = "Chữ 2"', 'field = "Số", value = "0912 345 678"', "0912 345 678"),
    ("markup", "guide.toml", 'text = "Chữ 2"', 'text = "<b>Chữ 2</b>"', "<b>Chữ 2</b>"),
    ("markup", "vi.md", "thấy trang sau trang 2", "thấy [b]trang sau", "[b]"),
    ("markup", "en.md", "you see the page after page 2", "you see <script>alert(1)</script>", "<script>"),
    ("markup", "vi.md", "thấy trang sau trang 2", "thấy \0trang sau", "thấy \0trang"),
    ("markup", "en.md", "you see the page after page 2", "you see \u202eegap eht", "you see"),
    ("markup", "vi.md", "- điện thoại có mạng", "- **điện thoại** có mạng", "**"),
    ("nfc", "vi.md", "thấy trang cuối.", unicodedata.normalize("NFD", "thấy trang cuối."), "trang cu"),
    ("same-steps", "en.md", "## buoc-2", "## buoc-hai", "## buoc-hai"),
    ("same-steps", "vi.md", "## buoc-5", "## buoc-0", "## buoc-0"),
    ("one-sentence", "vi.md", 'Bấm "Nút 2".', 'Bấm "Nút 2". Chờ một chút.', 'Bấm "Nút 2". Chờ'),
    ("one-sentence", "vi.md", 'Bấm "Nút 2".', 'Bấm "Nút 2"', 'Bấm "Nút 2"'),
    ("one-sentence", "en.md", "A summary in one sentence.", "A summary. Of two sentences.", "A summary. Of"),
    ("one-sentence", "vi.md", "Không vội ở bước 2.", "Không vội. Không sợ.", "Không vội. Không sợ."),
    ("length", "vi.md", 'Bấm "Nút 2".', f'Bấm "Nút 2" {"thật từ từ " * 6}nhé.', "thật từ từ"),
    ("verb", "vi.md", 'Bấm "Nút 2".', 'Hãy bấm "Nút 2".', "Hãy bấm"),
    ("verb", "en.md", 'Press "Nút 2".', 'Go to "Nút 2".', "Go to"),
    ("press-word", "vi.md", "Bấm mũi tên quay lại", "Nhấn mũi tên quay lại", "Nhấn mũi tên"),
    ("press-word", "vi.md", "thấy trang cuối.", "chạm vào trang cuối.", "chạm vào"),
    ("press-word", "en.md", "Press the back arrow", "Tap the back arrow", "Tap the back"),
    ("address", "vi.md", "thấy trang cuối.", "bạn thấy trang cuối.", "bạn thấy"),
    ("belittling", "vi.md", "thấy trang cuối.", "thấy trang cuối, rất dễ.", "rất dễ"),
    ("belittling", "vi.md", "Một câu tóm tắt.", "Việc này ai cũng làm được.", "ai cũng"),
    ("belittling", "en.md", "That is all right.", "That is simply done.", "simply"),
    ("number", "vi.md", "Không sao.", "Gọi 1900 0368.", "1900 0368"),
    ("number", "en.md", "That is all right.", "Call 0912 345 678.", "0912 345 678"),
    ("button", "vi.md", 'Bấm "Nút 2".', 'Bấm "Nút hai".', "Nút hai"),
    ("button", "vi.md", 'Bấm "Nút 2".', 'Bấm "Nút khác".', "Nút khác"),
    ("button", "en.md", 'Press "Nút 2".', 'Press "Button 2".', "Button 2"),
    ("secret", "vi.md", 'Bấm "Nút 2".', "Đọc mã OTP cho cán bộ.", "Đọc mã OTP"),
    ("secret", "vi.md", "Không sao. Bấm mũi tên", "Đưa mật khẩu cho cán bộ. Bấm mũi tên", "Đưa mật khẩu"),
    ("secret", "en.md", 'Press "Nút 2".', "Read the password to the official.", "Read the password"),
    ("secret", "en.md", "That is all right.", "Send the 6-digit code to the official.", "Send the 6-digit"),
]


def break_it(sample: SampleGuide, file: str, old: str | None, new: str | None) -> None:
    if old is None or new is None:
        sample.change("guide.toml", '{ button = "Nút 3", press = true }', '{ button = "Nút 3" }')
    else:
        sample.change(file, old, new)


def test_befriending_addresses_nobody(sample):
    sample.change("vi.md", "thấy trang cuối.", "không ai kết bạn lạ, và bạn bè cũng biết.")
    assert sample.problems() == []


def test_the_sample_is_correct(sample):
    assert sample.problems() == []


@pytest.mark.parametrize(("rule", "file", "old", "new", "line"), BROKEN)
def test_a_broken_rule_is_found_where_it_is(sample, rule, file, old, new, line):
    break_it(sample, file, old, new)

    found = [problem for problem in sample.problems() if problem.rule == rule and problem.file.name == file]

    assert found, sample.problems()
    lines = (sample.folder / file).read_text("utf-8").splitlines()
    assert any(line in lines[problem.line - 1] for problem in found), found
    for problem in found:
        assert problem.vi
        assert problem.en
        assert problem.vi != problem.en


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("vi.md", 'Bấm "Nút 2".', "Gõ mã OTP trong tin nhắn vào ô."),
        ("vi.md", "Không sao. Bấm mũi tên", "Không đọc mật khẩu cho ai. Bấm mũi tên"),
        ("vi.md", "Không vội ở bước 2.", "Không đọc mã OTP cho ai, kể cả cán bộ."),
        ("vi.md", 'Bấm "Nút 2".', "Bấm “Nút 2”."),
        ("en.md", 'Press "Nút 2".', 'Press "Nút 2"\n(the second button).'),
        ("vi.md", "thấy trang cuối.", "mở trang dichvucong.gov.vn."),
        ("guide.toml", 'text = "Chữ 2"', 'field = "Số", value = "0461 •••• ••••"'),
        ("guide.toml", 'mark = "sourced"\nsource = "example.vn"', 'mark = "needs_review"\nsource = ""'),
    ],
)
def test_what_is_allowed_stays_allowed(sample, file, old, new):
    sample.change(file, old, new)
    assert sample.problems() == []


@pytest.mark.parametrize("verb", ["Chờ", "Đọc"])
def test_a_step_to_wait_or_read_needs_nothing_to_press(sample, verb):
    sample.change("guide.toml", '{ button = "Nút 3", press = true }', '{ button = "Nút 3" }')
    sample.change("vi.md", 'Bấm "Nút 3".', f'{verb} chữ "Chữ 3" trên màn hình.')
    sample.change("en.md", 'Press "Nút 3".', 'Read "Chữ 3" on the screen.')
    assert sample.problems() == []


def test_a_missing_file_is_named(sample):
    (sample.folder / "en.md").unlink()
    assert [(problem.file, problem.rule) for problem in sample.problems()] == [(sample.folder / "en.md", "format")]


def test_a_file_in_another_encoding_is_named(sample):
    (sample.folder / "vi.md").write_bytes("# Bài mẫu".encode("utf-16"))
    assert any(problem.file.name == "vi.md" and "UTF-8" in problem.vi for problem in sample.problems())


def test_an_unknown_topic_and_a_bad_name_are_found(tmp_path):
    problems = SampleGuide(tmp_path, topic="linh-tinh", name="Bài_Mẫu").problems()
    assert [problem.rule for problem in problems] == ["format", "format"]


@pytest.mark.parametrize("name", ["en", "assets", "voice"])
def test_a_name_that_is_an_address_of_something_else_is_taken(tmp_path, name):
    assert [problem.rule for problem in SampleGuide(tmp_path, name=name).problems()] == ["format"]


def test_the_same_name_in_two_topics_is_found(sample):
    SampleGuide(sample.root, topic="an-toan")
    assert any("bai-mau" in problem.vi for problem in sample.problems())


def test_a_folder_without_guides_is_said(tmp_path):
    assert [problem.file for problem in sound_guides(tmp_path)[1]] == [tmp_path]
