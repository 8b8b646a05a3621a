"""``recount``: prove that the kept figures are what the records say."""

import sys

import click

from . import session


@click.command()
@click.option("--commune", "code", help="Chỉ một xã. / Only this commune.")
def recount(code: str | None) -> None:
    """Đếm lại mọi số liệu từ bản ghi; có sai lệch thì in ra và thoát với mã 1. / Count every figure again."""
    session.open_database()
    from outreach.domain.clock import day_of, now
    from outreach.server.backups import engines
    from outreach.server.places.models import Commune
    from outreach.server.places.register import known_commune
    from outreach.server.rollups.recount import differences, progress_differences

    with engines.current().at_one_moment():  # else what tablets hand in meanwhile would pass for a difference
        codes = [known_commune(code)] if code else list(Commune.objects.values_list("code", flat=True))
        wrong = [(commune, one) for commune in codes for one in differences(commune, day_of(now()))]
        drifted = [(commune, one) for commune in codes for one in progress_differences(commune)]
    for commune, one in wrong:
        before, after = one.kept._asdict(), one.recounted._asdict()
        changes = [f"{name} {before[name]} → {after[name]}" for name in after if after[name] != before[name]]
        click.echo(f"{commune} {one.period} {one.topic or '*'} {one.hamlet}: {', '.join(changes)}")
    for commune, drift in drifted:
        click.echo(f"{commune} {drift.what}: {drift.kept} → {drift.recounted}")
    if found := len(wrong) + len(drifted):
        click.echo(f"{found} chỗ sai lệch. / {found} differences.", err=True)
        sys.exit(1)
    click.echo(f"Đã đếm lại {len(codes)} xã, không có sai lệch. / Communes recounted: {len(codes)}, no difference.")
