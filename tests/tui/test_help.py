"""F1: each screen has a help of its own, and it stands whole in the smallest window."""

import importlib
import pkgutil
from collections import Counter

import pytest
from textual.containers import VerticalScroll

import station.tui
from station.tui.base import StationScreen
from station.tui.guided.question import Question
from tests.tui.stand import Stand, settled, text_of, until

for _found in pkgutil.walk_packages(station.tui.__path__, "station.tui."):
    importlib.import_module(_found.name)

BASES = {"FormScreen", "TwoSignaturesScreen"}
ONE_FOR_BOTH = {"ScreeningScreen": "BeginScreen", "PeopleScreen": "JoinScreen, DepartScreen"}


def below(kind: type) -> set[type]:
    """Every class built upon ``kind``."""
    near: list[type] = kind.__subclasses__()
    return set(near).union(*(below(one) for one in near))


def screens() -> list[type[StationScreen] | type[Question]]:
    """Every screen and question of its own."""
    shared = ", ".join(ONE_FOR_BOTH.values()).split(", ")
    found = below(StationScreen) | below(Question)
    return sorted(
        (
            one
            for one in found
            if one.__module__.startswith("station.") and one.__name__ not in {*BASES, *shared}
        ),
        key=lambda one: one.__name__,
    )


def test_each_screen_has_a_help_of_its_own() -> None:
    assert len(screens()) > 35
    topics = Counter(one.help_key for one in screens())
    assert [topic for topic, count in topics.items() if count > 1] == []


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_help_stands_whole_in_the_smallest_window(stand: Stand, language: str) -> None:
    app = stand.app(language)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.desk is not None)
        for topic in sorted({one.help_key for one in screens()}):
            app.go("help", topic=topic)
            await until(
                pilot, lambda: app.front is not None and app.front.heading() == app.words("help.title")
            )
            await until(pilot, lambda: app.words("key.back") in text_of(app))
            await settled(pilot)
            assert app.screen.query_one("#body", VerticalScroll).max_scroll_y == 0, topic
            app.back()
            await until(pilot, lambda: len(app.screen_stack) == 1)
