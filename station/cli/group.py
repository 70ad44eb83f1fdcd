"""The command ``station``: a subcommand is imported only when it is called, so that starting stays quick."""

from importlib import import_module

import click

COMMANDS = {
    "demo": "station.cli.demo:demo",
    "init": "station.cli.init:init",
    "run": "station.cli.run:run",
    "monitor": "station.cli.monitor:monitor",
    "decode": "station.cli.decode:decode",
    "readers": "station.cli.readers:readers",
    "profile": "station.cli.profile:profile",
    "log": "station.cli.log:log",
    "screening": "station.cli.screening:screening",
    "queue": "station.cli.queue:queue",
    "officers": "station.cli.officers:officers",
    "doctor": "station.cli.doctor:doctor",
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and loads one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of a first day's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one command."""
        target = COMMANDS.get(cmd_name)
        if target is None:
            return None
        module, _, name = target.partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="roadside-station")
def station() -> None:
    """The roadside drug-screening station."""
