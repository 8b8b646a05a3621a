import pytest

from outreach.domain.guide import LANGUAGES
from outreach.domain.records import Ability, Outcome
from outreach.domain.words import ABILITIES, OUTCOMES


@pytest.mark.parametrize(("words", "named"), [(OUTCOMES, Outcome), (ABILITIES, Ability)])
def test_everything_has_a_word_of_its_own_in_every_language(words, named):
    assert set(words) == set(named)
    for language in LANGUAGES:
        assert len({words[one][language] for one in named}) == len(named)
