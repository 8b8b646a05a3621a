"""``add-hamlets``: the hamlets of a commune, before its household list is imported."""

import click

from . import session


@click.command()
@click.argument("names", nargs=-1, required=True)
@click.option("--commune", "code", required=True, help="Mã xã 5 chữ số. / The commune's five-digit code.")
@click.option("--kind", default="Thôn", show_default=True, help="Thôn, Bản, Tổ dân phố... / The commune's word for it.")
def add_hamlets(names: tuple[str, ...], code: str, kind: str) -> None:
    """Khai báo các thôn của xã. / Register the hamlets of a commune.

    Ví dụ / For example: add-hamlets --commune 20179 1 2 3 4
    """
    session.open_database()
    from outreach.server.places import register

    added = register.add_named_hamlets(register.known_commune(code), kind, names)
    click.echo(f"Đã thêm {added} thôn. / Hamlets added: {added}.")
