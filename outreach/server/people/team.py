"""The team of a commune: adding people, and what tablets know of them."""

from collections.abc import Iterable

from axes.utils import reset
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from outreach.domain.errors import OutreachError
from outreach.domain.records import Official
from outreach.domain.vietnamese import nfc
from outreach.server.records import feed

from .models import LONGEST, Role, User


def add_person(
    commune: str, username: str, full_name: str, role: Role, called: str = "", password: str | None = None
) -> User:
    """A new member of the team, told to the tablets; without a password they cannot log in.

    Raises OutreachError when a name is missing or too long, the user name taken or the password too weak.
    """
    username = nfc(username)
    person = User(username=username, commune=commune, role=role, full_name=nfc(full_name), called=nfc(called))
    _check_names(person)
    if password is not None:
        _check_password(password, person)
    with feed.writing(commune) as writer:
        if User.objects.filter(username=username).exists():
            raise OutreachError(
                f"Tên đăng nhập “{username}” đã có người dùng. Hãy chọn tên khác.",
                f'The user name "{username}" is taken. Choose another.',
            )
        person.set_password(password)
        person.save()
        writer.add("official", person.official)
    return person


def set_password(username: str, password: str) -> None:
    """Give somebody who logs in another password: open sessions end, and a name locked by wrong ones is free again.

    Raises OutreachError when nobody logs in by that name or the password is too weak.
    """
    username = nfc(username)
    person = User.objects.filter(username=username).first()
    if person is None or not person.has_usable_password():
        raise OutreachError(
            f"Không ai đăng nhập bằng tên “{username}”. Hãy xem lại tên; cần tài khoản mới thì dùng create-leader.",
            f'Nobody logs in by the name "{username}". Check it; create-leader makes a new account.',
        )
    _check_password(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    reset(username=username)


def officials(commune: str, ids: Iterable[str] | None = None) -> list[Official]:
    """The team as tablets know it, or those of ``ids``."""
    query = User.objects.filter(commune=commune)
    if ids is not None:
        query = query.filter(official__in=list(ids))
    return [Official(*row) for row in query.values_list("official", "full_name", "called")]


def official_of(commune: str, official: str) -> Official:
    """One member of the team; without a name who was added after the backup that was restored."""
    return next(iter(officials(commune, [official])), Official(official, ""))


def _check_names(person: User) -> None:
    is_whole = person.username and person.full_name
    if not is_whole or any(len(getattr(person, name)) > longest for name, longest in LONGEST.items()):
        raise OutreachError(
            "Cần tên đăng nhập (nhiều nhất {username} ký tự) và họ tên (nhiều nhất {full_name}); cách xưng hô nhiều "
            "nhất {called} ký tự.".format(**LONGEST),
            "A user name (of at most {username} letters) and a full name (at most {full_name}) are needed; how to "
            "greet them takes at most {called}.".format(**LONGEST),
        )


def _check_password(password: str, person: User) -> None:
    try:
        validate_password(password, person)
    except ValidationError:
        raise OutreachError(
            "Mật khẩu quá yếu. Hãy dùng ít nhất 10 ký tự, không giống tên và không phải mật khẩu thường gặp.",
            "The password is too weak. Use at least 10 characters, unlike the name and not a common password.",
        ) from None
