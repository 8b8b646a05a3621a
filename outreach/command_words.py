"""What the command line says of a wrong command, in Vietnamese first; click's own words are English only.

Also its help pages: the words around what the commands say of themselves.
"""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

import click

from outreach.domain.errors import ErrorCode, OutreachError

_HEADINGS = {"Options": "Tùy chọn / Options", "Commands": "Lệnh / Commands"}
_HELP_WORDS = (
    ("Show this message and exit.", "Hiện trang này rồi thoát. / Show this message and exit."),
    ("[required]", "[bắt buộc / required]"),
    ("[default: ", "[mặc định / default: "),
    ("; required]", "; bắt buộc / required]"),
)
_EXTRA = re.compile(r"Got unexpected extra arguments? \((?P<what>.*)\)")


class _Formatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The first line."""
        super().write_usage(prog, args, "Cách dùng / Usage: " if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """The title of a list."""
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """A list of names and what they mean."""
        said = []
        for name, text in rows:
            for english, both in _HELP_WORDS:
                text = text.replace(english, both)
            said.append((name, text))
        super().write_dl(said, col_max, col_spacing)


class Context(click.Context):
    """A command's run, with help pages in both languages."""

    formatter_class = _Formatter


def told(error: click.ClickException) -> OutreachError:
    """What is wrong with a command line, in both languages."""
    return OutreachError(_vietnamese(error), error.format_message())


def told_of_machine(error: Exception) -> OutreachError | None:
    """What this machine would not do for a command, in both languages; None when something else went wrong."""
    from django.db import Error  # only now: guides are checked without it

    from outreach.server.database.trouble import code_of

    code = code_of(error) if isinstance(error, Error | OSError) else None
    if code is ErrorCode.DISK_FULL:
        return OutreachError(
            "Ổ đĩa hết chỗ nên lệnh này chưa xong. Hãy dọn ổ đĩa rồi chạy lại.",
            "The disk is full, so this command did not finish. Make room, then run it again.",
        )
    if code is ErrorCode.BUSY:
        return OutreachError(
            f"Cơ sở dữ liệu đang bận hoặc không trả lời nên lệnh này chưa xong: {str(error).strip()}. Hãy đợi lệnh "
            "khác chạy xong, kiểm tra ổ đĩa và máy chủ cơ sở dữ liệu, rồi chạy lại.",
            f"The database is busy or does not answer, so this command did not finish: {str(error).strip()}. Wait for "
            "other commands, check the disk and the database's server, then run this again.",
        )
    if isinstance(error, UnicodeEncodeError) and error.encoding == "utf-8":
        return OutreachError(
            "Lệnh có chữ không phải UTF-8 nên không dùng được. Hãy gõ lại bằng bàn phím Unicode.",
            "The command holds letters that are not UTF-8, and cannot be used. Type them with a Unicode keyboard.",
        )
    if isinstance(error, OSError) and error.filename:
        return OutreachError(
            f"Không mở hoặc không ghi được {error.filename}: {error.strerror}. Hãy kiểm tra thư mục ấy có thật và được "
            "phép ghi, rồi chạy lại.",
            f"{error.filename} could not be opened or written: {error.strerror}. Check that its folder exists and may "
            "be written to, then run this again.",
        )
    if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):  # click knows what to do with that one
        why = error.strerror or error
        return OutreachError(
            f"Máy không đọc hoặc không ghi được: {why}. Hãy kiểm tra ổ đĩa hay USB còn cắm và còn tốt, rồi chạy lại.",
            f"This machine could not read or write: {why}. Check that the disk or USB stick is plugged in and sound, "
            "then run this again.",
        )
    return None


def _vietnamese(error: click.ClickException) -> str:
    match error:
        case click.MissingParameter():
            kind = "tham số" if error.param is None or error.param.param_type_name == "argument" else "tùy chọn"
            return f"Thiếu {kind} {_name(error)}."
        case click.NoSuchOption():
            return f"Không có tùy chọn {error.option_name}.{_nearest(error.possibilities)}"
        case click.NoSuchCommand():
            group, context = error.ctx and error.ctx.command, error.ctx
            names = group.list_commands(context) if isinstance(group, click.Group) and context else []
            return f"Không có lệnh “{error.command_name}”.{_nearest(get_close_matches(error.command_name, names))}"
        case click.BadParameter():
            return f"Giá trị của {_name(error)} không dùng được{_wanted(error.param)}."
        case click.BadOptionUsage():
            return f"Tùy chọn {error.option_name} dùng chưa đúng: có thể thiếu hoặc thừa giá trị."
        case click.FileError():
            return f"Không mở được tệp “{error.ui_filename}”."
    extra = _EXTRA.match(error.message)
    if extra:
        return f"Lệnh có phần thừa: {extra['what']}."
    return "Lệnh gõ chưa đúng. Hãy xem cách dùng bằng --help."


def _name(error: click.BadParameter) -> str:
    return error.param.get_error_hint(error.ctx) if error.param else str(error.param_hint or "")


def _nearest(possibilities: Sequence[str] | None) -> str:
    return f" Có phải {', '.join(sorted(possibilities))}?" if possibilities else ""


def _wanted(param: click.Parameter | None) -> str:
    """What the parameter takes, where that can be said in a few words."""
    match param.type if param else None:
        case click.IntRange() as numbers:
            most = f" đến {numbers.max}" if numbers.max is not None else " trở lên"
            return f": cần số nguyên từ {numbers.min}{most}"
        case click.types.IntParamType():
            return ": cần số nguyên"
        case click.Path() as path if path.exists:
            return ": cần thư mục có thật" if not path.file_okay else ": cần tệp có thật"
    return ""
