from dataclasses import replace

from hypothesis import given

from outreach.domain.records import Outcome
from outreach.domain.visit_versions import moved, retraction, standing, to_correct, versions

from .cast import corrected, coverage_of, gave, household, visit


def test_a_correction_replaces_what_it_names():
    wrong = visit("h", 0, 9, Outcome.MET, gave())
    right = visit("h", 0, 9, Outcome.NOBODY_HOME, replaces=wrong.id)
    counts = coverage_of(wrong, right)
    assert (counts.reached, counts.helped, counts.visits) == (0, 0, 1)


def test_of_two_corrections_the_one_accepted_last_stands_and_the_other_is_kept():
    wrong = visit("h", 0, 9, Outcome.MET, gave())
    absent = visit("h", 0, 9, Outcome.NOBODY_HOME, replaces=wrong.id)
    refused = visit("h", 0, 9, Outcome.REFUSED, replaces=wrong.id)
    assert versions([wrong, absent, refused]) == [[refused, absent, wrong]]
    assert versions([refused, wrong, absent]) == [[absent, refused, wrong]], "the original may come last"
    counts = coverage_of(wrong, absent, refused)
    assert (counts.reached, counts.refused, counts.visits, counts.contacts) == (0, 1, 1, 1)


def test_a_retracted_visit_counts_nowhere_and_is_kept():
    wrong = visit("h", 0, 9, Outcome.MET, gave())
    taken_back = retraction(wrong)
    assert taken_back.replaces == wrong.id
    assert (taken_back.help, taken_back.agreed, taken_back.note) == ((), None, "")
    assert standing([wrong, taken_back]) == []
    assert versions([wrong, taken_back]) == [[taken_back, wrong]]
    assert coverage_of(wrong, taken_back) == coverage_of()


def test_what_was_retracted_can_be_corrected_back():
    wrong = visit("h", 0, 9, Outcome.MET, gave())
    taken_back = retraction(wrong)
    after_all = visit("h", 0, 9, Outcome.MET, gave(), replaces=taken_back.id)
    assert standing([wrong, taken_back, after_all]) == [after_all]


def test_a_moved_visit_stands_at_its_new_door_with_all_it_said():
    wrong = visit("h", 0, 9, Outcome.MET, gave())
    taken_back, right = retraction(wrong), moved(wrong, household("other"))
    assert replace(right, id=wrong.id, household="h", hamlet=wrong.hamlet, replaces=None) == wrong
    assert standing([right]) == [right]
    assert standing([wrong, taken_back, right]) == [right], "once where both doors turn out to be one"


def test_what_was_retracted_is_corrected_by_what_it_said_before():
    wrong = visit(note="cửa sau")
    mended = replace(wrong, id="mended", replaces=wrong.id, note="cửa trước")
    taken_back, again = retraction(mended), retraction(mended)
    (own,) = versions([wrong, mended, taken_back, again])
    begun = to_correct(own)
    assert begun == replace(mended, id=again.id)
    assert standing([wrong, mended, taken_back, again, replace(mended, id="back", replaces=begun.id)])
    assert to_correct([mended, wrong]) == mended
    assert to_correct([taken_back]) is None


def test_corrections_of_a_visit_that_is_not_here_are_one_family():
    one, other = (visit("h", 0, replaces="elsewhere") for _ in range(2))
    assert standing([one, other]) == [other]


def test_visits_that_replace_each_other_do_not_vanish():
    one, other = visit("h", id="one", replaces="other"), visit("h", id="other", replaces="one")
    assert standing([one, other]) == [other]
    itself = visit("h", id="itself", replaces="itself")
    assert standing([itself]) == [itself]


@given(corrected)
def test_of_each_family_of_corrections_exactly_one_stands(history):
    found = versions(history)
    assert sorted(v.id for own in found for v in own) == sorted(v.id for v in history)
    families = {v.id: at for at, own in enumerate(found) for v in own}
    for v in history:
        assert v.replaces is None or families[v.id] == families[v.replaces]
    replaced = {v.replaces for v in history}
    places = [history.index(own[0]) for own in found]
    for own, place in zip(found, places, strict=True):
        leaves = [at for at, v in enumerate(history) if v in own and v.id not in replaced]
        assert place == max(leaves)
    assert places == sorted(places)
    assert standing(history) == [own[0] for own in found if own[0].outcome is not Outcome.RETRACTED]
    assert standing(standing(history)) == standing(history)
