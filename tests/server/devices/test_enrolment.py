"""Enrolment codes: fifteen minutes, one use, kept as hashes; and tokens that stay in their commune."""

from dataclasses import replace
from datetime import timedelta

import pytest

from outreach.domain.errors import OutreachError, SyncError
from outreach.domain.records import Official
from outreach.server.devices import enrolment, tokens
from outreach.server.devices.attempts import MOST, WITHIN, Attempts
from outreach.server.devices.models import EnrolmentCode, Tablet
from outreach.server.ingest.exchange import exchange
from outreach.server.people.models import User
from outreach.sync.wire import Enrol, Push, Renew
from tests.server.cast import HAMLETS, NAM_DONG, NOW, Cast


def ask(code: str) -> Enrol:
    return Enrol(code, "máy thứ hai", "0.1.0", NOW)


def test_a_code_makes_a_tablet_of_its_official_and_hamlets(cast: Cast):
    code = enrolment.make_code(cast.binh, [HAMLETS[2].id], NOW)
    assert len(code) == 8
    enrolled = enrolment.enrol(ask(code), NOW)
    assert enrolled.commune == NAM_DONG
    assert enrolled.official.name == "Trần Văn Bình"
    assert enrolled.scope == (HAMLETS[2].id,)
    tablet = tokens.tablet_of(enrolled.token)
    assert (tablet.id, tablet.have, tablet.device) == (enrolled.tablet, 0, "máy thứ hai")


def test_a_code_may_be_typed_with_spaces_hyphens_and_small_letters(cast: Cast):
    code = enrolment.make_code(cast.binh, [HAMLETS[0].id], NOW)
    assert enrolment.enrol(ask(f" {code[:4].lower()}-{code[4:]} "), NOW).tablet


@pytest.mark.parametrize("code", ["", "ABCD2345", "A" * 9, "Đ" * 8, "\x00" * 8])
def test_a_wrong_code_is_refused(cast: Cast, code):
    with pytest.raises(enrolment.CodeRefused, match="không đúng"):
        enrolment.enrol(ask(code), NOW)


def test_a_code_serves_one_tablet(cast: Cast):
    code = enrolment.make_code(cast.binh, [HAMLETS[0].id], NOW)
    enrolment.enrol(ask(code), NOW)
    with pytest.raises(enrolment.CodeRefused, match="đã dùng"):
        enrolment.enrol(ask(code), NOW)
    assert Tablet.objects.count() == 2


def test_a_tablet_that_owes_another_commune_its_work_leaves_the_code_unused(cast: Cast):
    code = enrolment.make_code(cast.binh, [HAMLETS[0].id], NOW)
    with pytest.raises(enrolment.OwedElsewhere, match=r"mã chưa dùng, còn hạn đến 09:15"):
        enrolment.enrol(replace(ask(code), owes="20182"), NOW)
    assert Tablet.objects.count() == 1
    assert enrolment.enrol(replace(ask(code), owes=NAM_DONG.code), NOW).tablet


def test_a_code_is_good_for_fifteen_minutes(cast: Cast):
    code = enrolment.make_code(cast.binh, [HAMLETS[0].id], NOW)
    with pytest.raises(enrolment.CodeRefused, match="hết hạn"):
        enrolment.enrol(ask(code), NOW + timedelta(minutes=15))
    assert enrolment.enrol(ask(code), NOW + timedelta(minutes=14, seconds=59)).tablet


def test_a_code_is_made_for_hamlets_of_the_own_commune_only(cast: Cast):
    for hamlets in ([], ["A" * 22], [HAMLETS[0].id, "A" * 22]):
        with pytest.raises(OutreachError):
            enrolment.make_code(cast.binh, hamlets, NOW)
    with pytest.raises(OutreachError):
        enrolment.make_code(cast.cuc, [HAMLETS[0].id], NOW)


def test_neither_code_nor_token_is_kept(cast: Cast):
    code = enrolment.make_code(cast.binh, [HAMLETS[0].id], NOW)
    token = enrolment.enrol(ask(code), NOW).token
    kept = [str(value) for model in (EnrolmentCode, Tablet) for row in model.objects.values() for value in row.values()]
    assert not [value for value in kept if code in value or token.partition(".")[2] in value]


@pytest.mark.parametrize("token", ["", "x", "20179.", "20179.wrong", "20122.", "'; drop", "\x00"])
def test_an_unknown_token_is_nobodys(cast: Cast, token):
    with pytest.raises(SyncError):
        tokens.tablet_of(token)


def test_a_token_is_of_no_use_in_another_commune(cast: Cast):
    with pytest.raises(SyncError):
        tokens.tablet_of(cast.enrolled.token.replace("20179", "20122"))


def test_whoever_guesses_has_to_wait():
    time = [0.0]
    attempts = Attempts(lambda: time[0])
    for _ in range(MOST):
        assert not attempts.wait("10.0.0.9")
        attempts.count("10.0.0.9")
    time[0] = WITHIN / 3
    assert attempts.wait("10.0.0.9") == WITHIN * 2 / 3
    assert not attempts.wait("10.0.0.8")
    time[0] = WITHIN
    assert not attempts.wait("10.0.0.9")


class TestLostAnswer:
    """A tablet whose answer was lost asks again, with the id that it drew when it asked first."""

    SAME = "B" * 21 + "A"

    @pytest.fixture
    def asked(self, cast: Cast) -> Enrol:
        return replace(ask(enrolment.make_code(cast.binh, [HAMLETS[0].id], NOW)), request=self.SAME)

    def test_it_is_the_same_tablet_with_another_token(self, cast: Cast, asked):
        lost = enrolment.enrol(asked, NOW)
        told = enrolment.enrol(asked, NOW + timedelta(minutes=1))
        again = enrolment.enrol(asked, NOW + timedelta(minutes=14))
        assert lost.tablet == told.tablet == again.tablet == tokens.tablet_of(again.token).id
        assert Tablet.objects.count() == 2
        for void in (lost.token, told.token):
            with pytest.raises(SyncError):
                tokens.tablet_of(void)

    @pytest.mark.parametrize("guessed", ["", "C" * 21 + "A"])
    def test_whoever_knows_the_code_alone_gets_nothing(self, cast: Cast, asked, guessed):
        told = enrolment.enrol(asked, NOW)
        with pytest.raises(enrolment.CodeRefused, match="đã dùng"):
            enrolment.enrol(replace(asked, request=guessed), NOW)
        assert tokens.tablet_of(told.token).id == told.tablet

    def test_an_app_that_draws_no_id_has_one_try(self, cast: Cast, asked):
        enrolment.enrol(replace(asked, request=""), NOW)
        for guessed in ("", self.SAME):
            with pytest.raises(enrolment.CodeRefused, match="đã dùng"):
                enrolment.enrol(replace(asked, request=guessed), NOW)

    def test_once_it_was_heard_of_the_code_is_used_up(self, cast: Cast, asked):
        told = enrolment.enrol(asked, NOW)
        later = NOW + timedelta(minutes=1)
        push = Push(tablet=told.tablet, made=0, clock=later, app="0.1.0")
        exchange(NAM_DONG.code, told.tablet, push, later)
        with pytest.raises(enrolment.CodeRefused, match="đã dùng"):
            enrolment.enrol(asked, later)
        assert tokens.tablet_of(told.token).id == told.tablet

    def test_once_it_was_revoked_too(self, cast: Cast, asked):
        enrolment.revoke(tokens.tablet_of(enrolment.enrol(asked, NOW).token), NOW)
        with pytest.raises(enrolment.CodeRefused, match="đã dùng"):
            enrolment.enrol(asked, NOW)

    def test_after_fifteen_minutes_it_needs_a_new_code(self, cast: Cast, asked):
        enrolment.enrol(asked, NOW)
        with pytest.raises(enrolment.CodeRefused, match="hết hạn"):
            enrolment.enrol(asked, NOW + timedelta(minutes=15))

    def test_who_asks_is_not_kept_either(self, cast: Cast, asked):
        enrolment.enrol(asked, NOW)
        rows = [row for model in (EnrolmentCode, Tablet) for row in model.objects.values()]
        assert not [row for row in rows if self.SAME in map(str, row.values())]


class TestRenewal:
    """A tablet whose store was cloned or set back goes on under another id."""

    REQUEST = Renew("A" * 22, "0.1.0", NOW)

    def test_it_keeps_its_official_and_hamlets(self, cast: Cast):
        old = cast.tablet
        renewed = enrolment.renew(old, self.REQUEST, NOW)
        assert renewed.tablet != old.id
        assert (renewed.official.id, renewed.scope) == (old.official, tuple(old.scope))
        assert tokens.tablet_of(renewed.token).id == renewed.tablet
        assert [tablet.id for tablet in Tablet.objects.in_use(old.commune)] == [renewed.tablet]

    def test_of_an_official_unknown_since_a_restore_it_is_that_officials_still(self, cast: Cast):
        """The server was set back to before the person was added; tablets enrolled since are known again."""
        User.objects.filter(official=cast.tablet.official).delete()
        assert enrolment.renew(cast.tablet, self.REQUEST, NOW).official == Official(cast.tablet.official, "")

    def test_asked_again_it_is_the_same_tablet_until_that_has_handed_something_in(self, cast: Cast):
        first = enrolment.renew(cast.tablet, self.REQUEST, NOW)
        again = enrolment.renew(cast.tablet, self.REQUEST, NOW)
        assert again.tablet == first.tablet
        with pytest.raises(SyncError):
            tokens.tablet_of(first.token)
        Tablet.objects.filter(id=again.tablet).update(made=1)
        assert enrolment.renew(cast.tablet, self.REQUEST, NOW).tablet != first.tablet

    def test_an_old_self_that_is_heard_of_again_is_awaited_again(self, cast: Cast):
        renewed = enrolment.renew(cast.tablet, self.REQUEST, NOW)
        cast.send(cast.visit())
        assert {one.id for one in Tablet.objects.in_use("20179")} == {cast.tablet.id, renewed.tablet}

    def test_of_a_revoked_tablet_it_is_revoked_too(self, cast: Cast):
        enrolment.revoke(cast.tablet, NOW)
        renewed = enrolment.renew(cast.tablet, self.REQUEST, NOW)
        assert tokens.tablet_of(renewed.token).revoked_at == NOW

    def test_of_one_that_is_revoked_while_it_asks_it_is_revoked_too(self, cast: Cast):
        asking = cast.tablet
        enrolment.revoke(cast.tablet, NOW)
        assert tokens.tablet_of(enrolment.renew(asking, self.REQUEST, NOW).token).revoked_at == NOW

    def test_once_revoked_it_stays_so_when_its_answer_is_asked_for_again(self, cast: Cast):
        old = cast.tablet
        enrolment.revoke(tokens.tablet_of(enrolment.renew(old, self.REQUEST, NOW).token), NOW)
        assert tokens.tablet_of(enrolment.renew(old, self.REQUEST, NOW).token).revoked_at == NOW
