"""``create-leader``: an account for the leader of a commune, which is registered on first use."""

import click

from . import session


@click.command()
@click.argument("username")
@click.option("--commune", "code", required=True, help="Mã xã 5 chữ số. / The commune's five-digit code.")
@click.option("--name", "full_name", required=True, help="Họ và tên. / Full name.")
@click.option("--called", default="", help="Cách xưng hô, ví dụ “chị Hạnh”. / How to greet them.")
@click.password_option(help="Mật khẩu, ít nhất 10 ký tự; hỏi khi không ghi. / Password, asked for when not given.")
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
