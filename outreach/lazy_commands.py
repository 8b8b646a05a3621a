"""A group of commands that loads only the one that runs, and tells expected problems in one sentence."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from outreach.domain.errors import OutreachError


class LazyGroup(click.Group):
    """``commands`` gives each command's name its "module:attribute"; guides load no Django, the server no guides."""

    def __init__(self, name: str, help: str, commands: Mapping[str, str]) -> None:
        super().__init__(name, help=help)
        self._places = dict(commands)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order in which they were given, those that are loaded already first."""
        return [*self.commands, *self._places]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, loaded now; None when there is none of that name."""
        place = self._places.get(cmd_name)
        if place is None:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = place.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what is expected to go wrong ends in its sentence and exit code 1."""
        try:
            return super().invoke(ctx)
        except OutreachError as error:
            click.echo(error.vi, err=True)
            click.echo(error.en, err=True)
            ctx.exit(1)
