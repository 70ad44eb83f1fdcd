"""Text from readers, scanners, cards and people never reaches a widget as markup."""

import ast

import pytest

from tests.architecture.markup import Screens, offences
from tests.architecture.source import python_files, tree


def offenders(source: str) -> list[str]:
    """What is wrong in a piece of source."""
    module = ast.parse(source)
    return [what for _, what in offences(module, Screens.read([module]))]


def test_the_screens_give_no_variable_text_to_a_widget_as_markup() -> None:
    paths = [path for path in python_files("station") if path.parts[1] == "tui"]
    screens = Screens.read([tree(path) for path in paths])
    found = [f"{path}:{line} {what}" for path in paths for line, what in offences(tree(path), screens)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "source",
    [
        "Static(reading.text)",
        "Label(words('board.free'))",
        "Static(f'lot {lot}')",
        "Static(text, markup=True)",
        "Static()",
        "Label('', id='line')",
        "Static(Content.from_markup(text))",
        "class Alarm(Static):\n    def show(self, text: str) -> None:\n        self.update(text)",
        "Button(name)",
        "table.add_row('1', lot)",
        "table.add_row(*cells)",
        "table.update_cell(row, column, value)",
        "self.notify(message)",
        "self.border_title = lane.name",
        "class Alarm(Static): ...\nAlarm(text)",
        "class Alarm(Static):\n    def __init__(self, text: str) -> None:\n        super().__init__(text)",
    ],
)
def test_variable_text_is_noticed(source: str) -> None:
    assert offenders(source)


@pytest.mark.parametrize(
    "source",
    [
        "Static('fixed')",
        "Static(markup=False)",
        "Static(reading.text, markup=False)",
        "Label(Content(text))",
        "Label(Content.from_markup('[b]$x[/]', x=text))",
        "Button(Text(name))",
        "table.add_row('1', Text(lot))",
        "table.add_row(*[Text(cell) for cell in cells])",
        "cells = [Text(cell) for cell in row]\ntable.add_row(*cells)",
        "def shown(text: str) -> Content:\n    return Content(text)\nStatic(shown(name))",
        "def show(text: Content) -> None:\n    Static(text)",
        "self.notify(message, markup=False)",
        "self.border_title = Content(lane.name)",
        "class Alarm(Static):\n    def __init__(self, text):\n        super().__init__(text, markup=False)",
    ],
)
def test_plain_text_is_let_through(source: str) -> None:
    assert offenders(source) == []
