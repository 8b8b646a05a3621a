"""Em, an editor of Nam Đông, and the shortest way from a changed word to a version."""

from collections.abc import Callable

from outreach.server.guides import work
from outreach.server.guides.form import GuideForm
from outreach.server.guides.models import Revision
from outreach.server.people.models import Role, User
from outreach.server.people.team import add_person
from tests.server.cast import NAM_DONG, PASSWORD

GUIDE = "kich-hoat-vneid"
Edit = Callable[[GuideForm], object]


def hire_em() -> User:
    """One more member of the team of Nam Đông."""
    return add_person(NAM_DONG.code, "em", "Phạm Thị Em", Role.EDITOR, "chị Em", PASSWORD)


def retitle(title: str) -> Edit:
    """Change the Vietnamese title."""
    return lambda form: form.title.update(vi=title)


def draft(user: User, edit: Edit, guide: str = GUIDE) -> Revision:
    """A saved draft in which ``edit`` was made."""
    revision = work.begin(user, guide)
    form = GuideForm.kept(revision.fields)
    edit(form)
    return work.save(user, revision, form, revision.stamp)


def publish(author: User, second: User, edit: Edit, guide: str = GUIDE) -> Revision:
    """Written by one, approved by the other."""
    return work.approve(second, work.send(author, draft(author, edit, guide)))
