"""What the citizen's pages say around a guide, in each language."""

from dataclasses import dataclass

NOBODY_CHECKED = "Chưa có cán bộ kiểm tra trên máy thật"
"""What ``checked_by`` says, honestly, before anyone has tried the guide on a real phone."""


@dataclass(frozen=True, slots=True)
class PageWords:
    """One language. ``{}`` is filled in by the page."""

    team: str
    facts: str
    needed: str
    step: str
    success: str
    otherwise: str
    done: str
    stale: str
    illustration: str
    drawing: str
    home_screen: str
    press_here: str
    listen: str
    stop: str
    recorded: str
    unheard: str
    practise: str
    one_by_one: str
    before: str
    after: str
    begin: str
    whole: str
    of_steps: str
    print_it: str
    find: str
    found: str
    none_found: str
    topics: str
    given: str
    given_line: str
    given_unknown: str
    alone: str
    help: str
    said_alone: str
    said_help: str
    change_it: str
    no_name: str
    resume: str
    checked: str
    nobody_checked: str
    call: str
    safe_title: str
    safe: tuple[str, ...]
    qr_only: str
    other_language: str
    all_guides: str
    all_guides_line: str
    unreached: str
    missing: str
    missing_line: str
    practice: dict[str, str]
    """Words that guide.js shows: keys are its own names."""


PAGE_WORDS: dict[str, PageWords] = {
    "vi": PageWords(
        team="Tổ công nghệ số cộng đồng",
        facts="{} · {} bước · khoảng {} phút",
        needed="Cần có",
        step="Bước {}",
        success="Đúng rồi khi",
        otherwise="Nếu không thấy:",
        done="Xong rồi khi",
        stale="Hướng dẫn này cần kiểm tra lại. Nút bấm trên máy có thể đã đổi tên hoặc đổi chỗ.",
        illustration="Hình minh họa, không phải ứng dụng thật",
        drawing="Hình vẽ màn hình: {}.",
        home_screen="các ứng dụng trên điện thoại",
        press_here="Chỗ cần bấm: {}.",
        listen="Nghe đọc",
        stop="Dừng đọc",
        recorded="Giọng đọc: {}",
        unheard="Chưa nghe được. Xem máy có mạng không, rồi bấm lại.",
        practise="Tập bấm thử",
        one_by_one="Xem từng bước một",
        before="Lùi lại",
        after="Bước tiếp",
        begin="Bắt đầu",
        whole="Xem cả bài",
        of_steps="Bước {} trên {}",
        print_it="In bài này",
        find="Tìm bài hướng dẫn",
        found="Có {} bài.",
        none_found="Không thấy bài nào. Thử gõ ít chữ hơn.",
        topics="Các nhóm bài",
        given="Bài đã cùng làm",
        given_line="Xem lại lúc nào cũng được. Rồi cho tổ biết nhà mình làm được đến đâu.",
        given_unknown="Xem lại lúc nào cũng được.",
        alone="Tôi tự làm được rồi",
        help="Tôi cần giúp thêm",
        said_alone="Đã ghi: nhà mình tự làm được bài này. Cảm ơn!",
        said_help="Đã gửi lời nhờ giúp đến tổ của xã.",
        change_it="Bấm nhầm thì bấm nút kia.",
        no_name="Không cần tên, không cần mật khẩu. Trang này không ghi số điện thoại hay địa chỉ mạng.",
        resume="Lần trước đang ở bước {}. Xem tiếp",
        checked="Bản ngày {}. {}.",
        nobody_checked=NOBODY_CHECKED,
        call="Cần giúp? Gọi",
        safe_title="Cán bộ của xã không bao giờ",
        safe=("gõ hộ hay hỏi mật khẩu, mã OTP", "chụp ảnh thẻ căn cước", "thu tiền khi hướng dẫn"),
        qr_only="Mã QR này chỉ mở hướng dẫn, không trừ tiền.",
        other_language="English",
        all_guides="Tất cả hướng dẫn",
        all_guides_line="Chọn việc muốn làm. Mỗi bài có hình vẽ, xem lúc nào cũng được.",
        unreached="Máy đang không có mạng nên chưa mở được bài ấy. Bài đã xem trước đây thì vẫn mở được.",
        missing="Không tìm thấy hướng dẫn này",
        missing_line="Không sao. Có thể bài đã đổi tên. Chọn một bài trong danh sách này.",
        practice={
            "step": "Bước {} trên {}",
            "close": "Thôi tập",
            "hint": "Không sao. Bấm vào chỗ có viền vàng.",
            "begin": "Mời bấm thử trên hình vẽ. Bấm sai cũng không sao.",
            "good": "Đúng rồi!",
            "wait": "Bước này chỉ xem, không bấm gì. Xong thì bấm “Tiếp theo”.",
            "next": "Tiếp theo",
            "done": "Làm được rồi!",
            "doneLine": "Đã tập đủ các bước. Giờ có thể làm trên máy của mình.",
            "again": "Tập lại từ đầu",
            "back": "Về bài hướng dẫn",
        },
    ),
    "en": PageWords(
        team="Community digital team",
        facts="{} · {} steps · about {} minutes",
        needed="You need",
        step="Step {}",
        success="It worked when",
        otherwise="If you do not see it:",
        done="Done when",
        stale="This guide needs checking again. Buttons may have been renamed or moved.",
        illustration="A drawing, not the real app",
        drawing="Drawn screen: {}.",
        home_screen="the apps on a phone",
        press_here="To press: {}.",
        listen="Read aloud",
        stop="Stop reading",
        recorded="Recorded voice: {}",
        unheard="It cannot be heard now. See whether there is a network, then press again.",
        practise="Practise",
        one_by_one="One step at a time",
        before="Back",
        after="Next step",
        begin="Begin",
        whole="The whole guide",
        of_steps="Step {} of {}",
        print_it="Print this guide",
        find="Find a guide",
        found="{} guides.",
        none_found="Nothing found. Try fewer words.",
        topics="Topics",
        given="What we did together",
        given_line="Look at it whenever you like. Then tell the team how far you got.",
        given_unknown="Look at it whenever you like.",
        alone="I can do it alone now",
        help="I need more help",
        said_alone="Noted: you can do this one alone. Thank you!",
        said_help="Your request for help was sent to the commune’s team.",
        change_it="Pressed the wrong one? Press the other.",
        no_name="No name, no password. This page keeps no phone number and no network address.",
        resume="Last time you were at step {}. Go on",
        checked="As of {}. {}.",
        nobody_checked="No official has tried it on a real phone yet",
        call="Need help? Call",
        safe_title="Commune officials never",
        safe=("type or ask for your password or OTP", "photograph your citizen card", "take money for guidance"),
        qr_only="This QR code only opens a guide, it takes no money.",
        other_language="Tiếng Việt",
        all_guides="All guides",
        all_guides_line="Choose what you want to do. Each guide has drawings; look at it whenever you like.",
        unreached="There is no network, so that guide cannot be opened now. Guides opened before still open.",
        missing="This guide was not found",
        missing_line="That is all right. It may have been renamed. Choose a guide from this list.",
        practice={
            "step": "Step {} of {}",
            "close": "Stop practising",
            "hint": "That is all right. Press where the yellow ring is.",
            "begin": "Try it on the drawing. A wrong press does no harm.",
            "good": "That is right!",
            "wait": "In this step you only look. When ready, press “Next”.",
            "next": "Next",
            "done": "You did it!",
            "doneLine": "You practised every step. Now you can do it on your own phone.",
            "again": "Practise again",
            "back": "Back to the guide",
        },
    ),
}
"""By language."""
