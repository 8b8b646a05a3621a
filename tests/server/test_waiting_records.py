"""The records that wait in the pictures of the leader's pages: of every kind, some decided upon, all invented."""

from outreach.server.dashboard.quarantine_lines import decided, waiting_groups
from outreach.server.demo_data import COMMUNE, make_demo
from outreach.server.rollups import recount
from tests.server.cast import NOW, PASSWORD
from tools.waiting_records import make_waiting


def test_records_of_every_kind_wait_and_the_figures_stay_true(db):
    make_demo(PASSWORD, NOW, households=400)
    make_waiting(NOW)
    groups = {group.official: [line.kept.code for line in group.lines] for group in waiting_groups(COMMUNE)}
    assert groups == {
        "Trần Thị Hạnh (hư cấu)": ["SCOPE", "SCOPE", "INVALID", "SCOPE", "SCOPE"],
        "Phạm Văn Tuấn (hư cấu)": ["REVOKED"] * 3,
    }
    assert sorted(bool(one.kept) for one in decided(COMMUNE)) == [False, True]
    assert list(recount.differences(COMMUNE, NOW.date())) == []
