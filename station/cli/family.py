"""A command with parts, one of which is meant when none is named: ``station queue`` lists the queue."""

from typing import Any

import click


class Family(click.Group):
    """A group with a default part. ``default`` names it; options may follow the group's name directly."""

    def __init__(self, *args: Any, default: str, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self._default = default

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default in where the first word names no part and asks for no help."""
        first = args[0] if args else ""
        asks_help = first in self.get_help_option_names(ctx)
        if not args or (first.startswith("-") and not asks_help):
            args = [self._default, *args]
        return super().parse_args(ctx, args)
