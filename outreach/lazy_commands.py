"""A group of commands that loads only the one that runs, and tells expected problems in one sentence."""

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from outreach.command_words import Context, told, told_of_machine
from outreach.domain.errors import OutreachError


class LazyGroup(click.Group):
    """``commands`` gives each command's name its "module:attribute"; guides load no Django, the server no guides."""

    context_class = Context

    def __init__(self, name: str, help: str, commands: Mapping[str, str]) -> None:
        super().__init__(name, help=help)
        self._places = dict(commands)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order in which they were given, those that are loaded already first."""
        return [*self.commands, *self._places]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, loaded now; None when there is none of that name."""
        place = self._places.get(cmd_name)
        command: click.Command | None
        if place is None:
            command = super().get_command(ctx, cmd_name)
        else:
            module, _, attribute = place.partition(":")
            command = getattr(import_module(module), attribute)
        if command is not None:
            command.context_class = Context
        return command

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command line; what is wrong with it is told in both languages, with click's exit codes."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode, **extra)
        try:
            code = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
            sys.exit(error.exit_code)
        except click.ClickException as error:
            _refuse(error, prog_name or self.name or "")
        except click.Abort:
            click.echo("Đã dừng. / Stopped.", err=True)
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what is expected to go wrong ends in its sentence and exit code 1."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            said = error if isinstance(error, OutreachError) else told_of_machine(error)
            if said is None:
                raise
            click.echo(said.vi, err=True)
            click.echo(said.en, err=True)
            ctx.exit(1)


def _refuse(error: click.ClickException, program: str) -> NoReturn:
    said = told(error)
    click.echo(said.vi, err=True)
    click.echo(said.en, err=True)
    if isinstance(error, click.UsageError):
        path = error.ctx.command_path if error.ctx else program
        click.echo(f"Xem cách dùng / For help: {path} --help", err=True)
    sys.exit(error.exit_code)
