"""``create-leader``, ``create-editor``, ``create-official``, ``set-password``: the people of a commune's team."""

from collections.abc import Callable

import click

from . import session


def _password(_ctx: click.Context, _param: click.Parameter, given: str | None) -> str:
    """The password as given, or asked for twice."""
    while given is None:
        first: str = click.prompt("Mật khẩu / Password", hide_input=True)
        if click.prompt("Nhập lại mật khẩu / Password again", hide_input=True) == first:
            given = first
        else:
            click.echo("Hai lần nhập không giống nhau. / The two do not match.", err=True)
    return given


_with_password = click.option(
    "--password",
    callback=_password,
    help="Mật khẩu, ít nhất 10 ký tự; hỏi khi không ghi. / Password, asked for when not given.",
)


def _person(command: Callable[..., None]) -> Callable[..., None]:
    """The options that everybody takes."""
    for option in (
        click.option("--called", default="", help="Cách xưng hô, ví dụ “chị Hạnh”. / How to greet them."),
        click.option("--name", "full_name", required=True, help="Họ và tên. / Full name."),
        click.option("--commune", "code", required=True, help="Mã xã 5 chữ số. / The commune's five-digit code."),
        click.argument("username"),
    ):
        command = option(command)
    return command


@click.command()
@_with_password
@_person
def create_leader(username: str, code: str, full_name: str, called: str, password: str) -> None:
    """Tạo tài khoản lãnh đạo xã. / Make the account of a commune's leader.

    Xã được khai báo khi tạo tài khoản đầu tiên. / The commune is registered with its first account.
    """
    session.open_database()
    from outreach.server.people.models import Role
    from outreach.server.people.team import add_person
    from outreach.server.places import official_list, register

    commune = official_list.commune_of(code)
    register.ensure_commune(commune)
    add_person(code, username, full_name, Role.LEADER, called, password)
    click.echo(f"Đã tạo tài khoản “{username}” cho {commune.name}. / The account “{username}” is ready.")


@click.command()
@_with_password
@_person
def create_editor(username: str, code: str, full_name: str, called: str, password: str) -> None:
    """Tạo tài khoản người biên tập hướng dẫn. / Make the account of an editor of guides.

    Người biên tập sửa hướng dẫn và duyệt bản của người khác. / Editors change guides, and approve what others wrote.
    """
    session.open_database()
    from outreach.server.people.models import Role
    from outreach.server.people.team import add_person
    from outreach.server.places import register

    register.known_commune(code)
    add_person(code, username, full_name, Role.EDITOR, called, password)
    click.echo(f"Đã tạo tài khoản “{username}”. / The account “{username}” is ready.")


@click.command()
@_person
def create_official(username: str, code: str, full_name: str, called: str) -> None:
    """Thêm cán bộ, thành viên tổ, để ghép máy cho người ấy. / Add a member of the team, to enrol a tablet for them.

    Người này chỉ dùng máy bảng nên không có mật khẩu. / They use a tablet only, and have no password.
    """
    session.open_database()
    from outreach.server.people.models import Role
    from outreach.server.people.team import add_person
    from outreach.server.places import register

    register.known_commune(code)
    add_person(code, username, full_name, Role.OFFICIAL, called)
    click.echo(f"Đã thêm {full_name}. Hãy ghép máy ở trang Máy. / Added. Enrol a tablet on the page Tablets.")


@click.command()
@_with_password
@click.argument("username")
def set_password(username: str, password: str) -> None:
    """Đặt mật khẩu mới cho người quên. / Give somebody who forgot it a new password.

    Ai đang đăng nhập bằng tên ấy phải đăng nhập lại. / Whoever is logged in by that name has to log in again.
    """
    session.open_database()
    from outreach.server.people import team

    team.set_password(username, password)
    click.echo(f"Đã đặt mật khẩu mới cho “{username}”. / “{username}” has a new password.")
