"""What the station wants of a reader: messages that are sent one after another, each when the last was
answered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from drivers.commands import AskResults, Command, SetClock, SetOperators
from drivers.poct1a import messages
from drivers.poct1a.hello import Hello
from drivers.poct1a.messages import Body
from drivers.poct1a.settings import Poct1aSettings
from drivers.profile import Profile

Draft = Callable[[float], Body]
"""A message as it is when its turn comes, at that monotonic second."""

MOST_WAITING = 8
"""Errands that may wait. Ours: a person asks for one or two things at a time."""

_HEADER_ROOM = 256
"""Bytes of a message that are not the list it carries."""


@dataclass(slots=True)
class Errand:
    """``steps`` still to be sent. ``command`` names the command it came from, None: the link's own.

    ``collects``: its answer is results and their end of topic. ``knocks``: it only asks whether anybody is
    there. ``goes_on``: after it the reader sends on as it measures. ``heard``: a result or an acknowledgement
    has come."""

    steps: list[Draft]
    command: int | None = None
    collects: bool = False
    knocks: bool = False
    goes_on: bool = False
    heard: bool = False


def collecting(command: int | None = None) -> Errand:
    """Ask for the results that nobody has acknowledged."""
    return Errand([_fixed(messages.request_results())], command, collects=True)


def going_on() -> Errand:
    """Ask for results as they are measured."""
    return Errand([_fixed(messages.start_continuous())], goes_on=True)


def knocking() -> Errand:
    """Ask whether anybody is there."""
    return Errand([_fixed(messages.keep_alive())], knocks=True)


def errand_of(
    command: Command, now: float, profile: Profile, settings: Poct1aSettings, hello: Hello
) -> Errand | None:
    """What is to be said for ``command``; None when the profile or this reader does not offer it.

    REQ cannot name a time, so results since one cannot be asked for."""
    if isinstance(command, AskResults) and "results_since" in profile.can and command.since is None:
        return collecting(command.id)
    if isinstance(command, SetClock) and "set_clock" in profile.can and hello.takes("SET_TIME"):
        return Errand([_clock(command, now, profile)], command.id)
    if isinstance(command, SetOperators) and "operators" in profile.can and hello.takes_operators:
        most_bytes = hello.most_bytes - _HEADER_ROOM
        lists = messages.operator_lists(command.operators, settings, most_bytes)
        return Errand([_fixed(body) for body in (*lists, messages.end_of_topic("OPL"))], command.id)
    return None


def _clock(command: SetClock, asked_at: float, profile: Profile) -> Draft:
    """The time goes on while it waits for its turn."""

    def draft(now: float) -> Body:
        at = command.at + timedelta(seconds=now - asked_at)
        return messages.set_time(at.astimezone(profile.time_zone))

    return draft


def _fixed(body: Body) -> Draft:
    return lambda _: body
