"""``migrate``: bring the database up to this version."""

import click

from . import session


@click.command()
def migrate() -> None:
    """Tạo hoặc cập nhật cơ sở dữ liệu. / Make the database, or bring it up to this version."""
    session.migrate()
    click.echo("Cơ sở dữ liệu đã sẵn sàng. / The database is ready.")
