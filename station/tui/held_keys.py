"""Keys that come while a screen is being built or walks on to its next field: kept in order, none lost.

A passphrase typed fast after a badge number must not reach the field that shows what is typed.
"""

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
        self._entering = False

    def hold(self, event: events.Event) -> bool:
        """Whether the event was a key, or a pasted text, that had to be kept back."""
        fresh = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if not fresh or (self._may_go() and not self._held):
            return False
        self._held.append(event)
        return True

    def entering(self) -> None:
        """Enter is on its way to a field: what comes after it waits until the screen has answered it."""
        self._entering = True

    async def entered(self) -> None:
        """Enter was answered, or its field is gone: the focus stands where the next key is meant to go."""
        self._entering = False
        await self.give_back()

    async def give_back(self) -> None:
        """Let the keys go where they were meant to, until one of them leads on."""
        while self._held and self._may_go():
            await self._deliver(self._held.pop(0))
            await asyncio.sleep(BETWEEN_KEYS_S)

    def _may_go(self) -> bool:
        return self._ready() and not self._entering
