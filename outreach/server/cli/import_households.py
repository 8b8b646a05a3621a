"""``import-households``: take over a household list; lines with errors come back as a file."""

import sys
from pathlib import Path

import click

from outreach.domain.vietnamese import format_number

from . import session

_SHOWN = 20


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--commune", "code", required=True, help="Mã xã 5 chữ số. / The commune's five-digit code.")
@click.option(
    "--errors",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Ghi các dòng lỗi ra tệp này (.xlsx) để sửa rồi nhập lại. / Write the lines with errors here, to be mended.",
)
@click.option("--preview", is_flag=True, help="Chỉ xem trước, không đổi gì. / Only say what would change.")
def import_households(file: Path, code: str, errors: Path | None, preview: bool) -> None:
    """Nhập danh sách hộ từ tệp CSV hoặc XLSX. / Import a household list from CSV or XLSX.

    Hộ mới được thêm, mã hộ đã có thì cập nhật, không hộ nào bị xóa; dòng lỗi được nêu rõ và không làm hỏng dòng khác
    (thoát với mã 1). / New households are added, registered ones changed, none removed; lines with errors are named
    and harm no other (exit code 1).
    """
    session.check_not_over(errors, [file])
    session.open_database()
    from outreach.server.places.household_file import MAX_BYTES
    from outreach.server.places.household_import import read_list, take_over
    from outreach.server.places.household_workbook import workbook_of_errors
    from outreach.server.places.register import known_commune

    commune = known_commune(code)
    with file.open("rb") as opened:
        data = opened.read(MAX_BYTES + 1)
    found = read_list(commune, data) if preview else take_over(commune, data)
    new, changed, same = (format_number(len(rows)) for rows in (found.good, found.changed, found.same))
    if preview:
        click.echo(
            f"Sẽ nhập {new} hộ mới, cập nhật {changed} hộ; {same} hộ giữ nguyên. "
            f"/ Households to be added: {new}, changed: {changed}, left as they are: {same}."
        )
    else:
        click.echo(
            f"Đã nhập {new} hộ mới, cập nhật {changed} hộ; {same} hộ giữ nguyên. "
            f"/ Households added: {new}, changed: {changed}, left as they were: {same}."
        )
    if not found.bad:
        return
    problems = [problem for row in found.bad for problem in row.problems]
    for problem in problems[:_SHOWN]:
        click.echo(f"Dòng {problem.line}, {problem.column}: {problem.vi} / {problem.en}", err=True)
    if len(problems) > _SHOWN:
        more = format_number(len(problems) - _SHOWN)
        click.echo(f"… và {more} lỗi nữa. / … and {more} more.", err=True)
    bad = format_number(len(found.bad))
    click.echo(f"{bad} dòng chưa nhập được. / Lines that were not taken: {bad}.", err=True)
    if errors:
        errors.write_bytes(workbook_of_errors(found))
        click.echo(f"Các dòng lỗi: {errors} / Lines with errors: {errors}", err=True)
    sys.exit(1)
