"""The way of a screening in one line: what is done, where one is, what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from station.domain.path import Step
from station.locale import Words

_STAGE = {
    Step.COOPERATION: Step.NOTICE,
    Step.SPECIMEN: Step.CARTRIDGE,
    Step.DETAILS: Step.READING,
    Step.SIGN_SECOND: Step.SIGN_FIRST,
    Step.TELL: Step.SUBJECT_SIGNS,
}
"""Steps that share a screen, and so a word."""

START = (
    Step.IDENTIFY,
    Step.NOTICE,
    Step.DECLARATION,
    Step.CARTRIDGE,
    Step.READING,
    Step.RESULT,
    Step.SIGN_FIRST,
)
"""The way as it looks before anything is known."""

_ARROW = " › "


@dataclass(frozen=True)
class Stage:
    """One word of the line; ``state`` is done, here or left."""

    step: Step
    state: str


def stages(steps: Sequence[Step], here: Step) -> list[Stage]:
    """The words of the line, in order. Details that are asked while the reader works are part of the waiting;
    a counter asks them before anything else, and they are a step of their own there."""
    shared = dict(_STAGE)
    if Step.READING not in steps or _registered_first(steps):
        shared.pop(Step.DETAILS)
    order = list(dict.fromkeys(shared.get(step, step) for step in steps if step is not Step.CLOSE))
    current = shared.get(here, here)
    place = order.index(current) if current in order else len(order)
    return [
        Stage(step, "done" if index < place else "here" if index == place else "left")
        for index, step in enumerate(order)
    ]


def _registered_first(steps: Sequence[Step]) -> bool:
    asked = [step for step in steps if step in (Step.DETAILS, Step.NOTICE)]
    return asked[:1] == [Step.DETAILS]


def path_line(words: Words, line: Sequence[Stage], width: int) -> Content:
    """The line in at most ``width`` cells: finished words give way to their number first, then far ones."""
    shown = list(line)
    finished = 0
    while _joined(words, finished, shown).cell_length > width and shown[0].state == "done":
        shown, finished = shown[1:], finished + 1
    while _joined(words, finished, shown).cell_length > width and shown[-1].state == "left":
        shown = shown[:-1]
    return _joined(words, finished, shown)


def _joined(words: Words, finished: int, shown: Sequence[Stage]) -> Content:
    parts = [Content(f"✓{finished}").stylize("$success")] if finished else []
    parts += [_word(words, stage) for stage in shown]
    return Content(_ARROW).stylize("$quiet").join(parts) if parts else Content("")


def _word(words: Words, stage: Stage) -> Content:
    word = words(f"step.{stage.step.value}")
    if stage.state == "done":
        return Content(f"✓{word}").stylize("not bold $success")
    if stage.state == "here":
        return Content(f" {word} ").stylize("bold $background on $accent")
    return Content(word).stylize("not bold $quiet")
