"""Keys that come while a screen is being built: kept in order, none lost to fast hands or a scanner."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from textual import events

BETWEEN_KEYS_S = 0.02
"""For what a held key starts to reach its screen before the next key."""


class HeldKeys:
    """``deliver`` hands a key to the screen in front; ``ready`` says whether that screen stands."""

    def __init__(self, ready: Callable[[], bool], deliver: Callable[[events.Event], Awaitable[None]]) -> None:
        self._ready = ready
        self._deliver = deliver
        self._held: list[events.Event] = []

    def hold(self, event: events.Event) -> bool:
        """Whether the event was a key that had to be kept back."""
        fresh = isinstance(event, events.Key) and not event.is_forwarded
        if not fresh or (self._ready() and not self._held):
            return False
        self._held.append(event)
        return True

    async def give_back(self) -> None:
        """Let the keys go where they were meant to, until one of them leads to another screen."""
        while self._held and self._ready():
            await self._deliver(self._held.pop(0))
            await asyncio.sleep(BETWEEN_KEYS_S)
