"""Questions on a terminal, in one language: a choice by its word, its beginning or its number; ``?`` shows
the choices, ``<`` goes back."""

from collections.abc import Callable, Sequence

import click

from station.cli.paragraph import paragraph
from station.cli.wire_words import printable
from station.locale import Words

BACK = "<"
LIST = "?"
_SHOWN_BESIDE = 8
"""Choices that still fit beside their question."""

_BESIDE = " " * 29
"""Where the meaning of a choice stands in the list of them."""


class BackError(Exception):
    """The person wants to answer again. ``first``: nothing had been answered yet since ``Asker.begin``."""

    def __init__(self, *, first: bool) -> None:
        super().__init__(first)
        self.first = first


class Asker:
    """Asks until an answer makes sense. Raises BackError for ``<``."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self._answered = 0
        self._menus: dict[tuple[str, ...], str] = {}

    def begin(self) -> None:
        """What follows is one step, to which ``<`` goes back."""
        self._answered = 0

    def say(self, about: str, **told: object) -> None:
        """One line that is no question."""
        click.echo(paragraph(printable(self.words(f"profile_command.{about}", **told))))

    def menu(self, among: Sequence[str], label: str) -> None:
        """The choices, one a line: number, word, and what it means (``label`` and the word)."""
        self._menus[tuple(among)] = label
        for number, word in enumerate(among, 1):
            meaning = self.words(f"{label}.{word}") if self.words.has(f"{label}.{word}") else word
            told = f"  {number:>2}  {word:<22} {meaning if meaning != word else ''}".rstrip()
            click.echo(paragraph(told, _BESIDE))

    def choice(self, about: str, among: Sequence[str], likely: str | None = None, **told: str) -> str:
        """One of these words."""
        (chosen,) = self.choices(about, among, likely, most=1, **told)
        return chosen

    def choices(
        self, about: str, among: Sequence[str], likely: str | None = None, *, most: int, **told: str
    ) -> list[str]:
        """One to ``most`` of these words, as many as were given; none where Enter takes what stands above,
        ``likely`` being empty."""
        beside = f" ({', '.join(among)})" if len(among) < _SHOWN_BESIDE else ""
        while True:
            answer = self._answer(self._question(about, **told) + beside, likely)
            if not answer and likely == "":
                return []
            if answer == LIST and tuple(among) in self._menus:
                self.menu(among, self._menus[tuple(among)])
                continue
            asked = answer.replace(",", " ").split()
            meant = [_meant(one, among) for one in asked]
            if 0 < len(asked) <= most and all(len(one) == 1 for one in meant):
                return [one[0] for one in meant]
            doubtful = next((one for one in meant if len(one) != 1), [])
            self.say("no_choice", answer=answer, near=", ".join(doubtful or among))

    def number(self, about: str, likely: int) -> int:
        """A whole number."""
        while True:
            answer = self._answer(self._question(about), str(likely))
            if answer.isascii() and answer.isdecimal():
                return int(answer)
            self.say("no_number", answer=answer)

    def text(self, about: str, likely: str | None = None, **told: str) -> str:
        """Some text; not empty unless that is likely."""
        return self._answer(self._question(about, **told), likely)

    def good(
        self,
        about: str,
        likely: str | None,
        is_good: Callable[[str], bool],
        refusal: str | Callable[[str], str],
        **told: str,
    ) -> str:
        """Some text that ``is_good``; what is not is answered with ``refusal``, or the one that it gives."""
        while True:
            found = self._answer(self._question(about, **told), likely)
            if is_good(found):
                return found
            self.say(refusal if isinstance(refusal, str) else refusal(found), answer=found, **told)

    def _question(self, about: str, **told: str) -> str:
        return self.words(f"profile_command.ask.{about}", **told)

    def _answer(self, question: str, likely: str | None) -> str:
        offered = f" [{likely}]" if likely else ""
        suffix = " " if question.endswith(("?", "？")) and not offered else ": "
        text = paragraph(printable(question + offered) + suffix)
        while True:
            found: str = click.prompt(text, default=likely or "", show_default=False, prompt_suffix="")
            if found.strip() == BACK:
                raise BackError(first=not self._answered)
            if found or likely is not None:
                self._answered += 1
                return found
            self.say("nothing_offered")


def _meant(answer: str, among: Sequence[str]) -> list[str]:
    """The words that ``answer`` may mean: itself, the one of its number, or all that begin so."""
    if answer in among:
        return [answer]
    if answer.isascii() and answer.isdecimal() and len(answer) < 4:
        return list(among[int(answer) - 1 : int(answer)]) if int(answer) else []
    return [word for word in among if word.startswith(answer.lower())]
