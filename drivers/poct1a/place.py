"""Where a value stands in a POCT1-A message, as a profile writes it.

``SVC/PT/PT.patient_id`` is the attribute V of that element, counted from below the root; ``.../OBS.value@U``
another attribute; ``.../text()`` the element's own text; ``.../low()`` and ``.../high()`` the ends of an
interval ``[80;120]`` in V. ``SVC/NTE[NTE.text=LOT]/NTE.text/text()`` goes through the NTE whose NTE.text says
LOT. ``HEL.R01:DEV/DEV.serial_id`` stands in the hello of the conversation."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from drivers.place import Place

FORMS = "SVC/PT/PT.patient_id | SVC/PT/OBS/OBS.value@U | HEL.R01:DEV/DEV.serial_id"
"""Examples for who wrote one wrong."""

_STEP = re.compile(r"([A-Za-z][\w.-]*)(?:\[([A-Za-z][\w.-]*)=([^\]]+)\])?", re.ASCII)
_SHAPE = re.compile(
    r"(?:(?P<message>HEL\.R01):)?(?P<path>.+?)(?:@(?P<attribute>[A-Z]+)|/(?P<part>text|low|high)\(\))?"
)
_INTERVAL = re.compile(r"[\[\]]([^;\[\]]*);([^;\[\]]*)[\[\]]")
_MISSPELT = {"ACC.permision_level_cd": "ACC.permission_level_cd"}
_STANDS_FOR = {"CTC": "PT"}
"""In OBS.R02 the control's element stands where the patient's does in OBS.R01."""

Within = Callable[[Element], bool]


@dataclass(frozen=True, slots=True)
class Step:
    """One element on the way; with ``key`` the one whose child of that name says ``said``."""

    name: str
    key: str | None = None
    said: str | None = None

    def meets(self, element: Element) -> bool:
        """Whether the way leads through ``element``."""
        if self.name not in (element.tag, _MISSPELT.get(element.tag), _STANDS_FOR.get(element.tag)):
            return False
        return self.key is None or any(child.get("V") == self.said for child in element.findall(self.key))


@dataclass(frozen=True, slots=True)
class ElementPlace(Place):
    """One place. ``message`` is None in the result itself; ``part`` is empty, text, low or high."""

    steps: tuple[Step, ...]
    message: str | None = None
    attribute: str = "V"
    part: str = ""

    @classmethod
    def parse(cls, text: str) -> "ElementPlace":
        """From its written form. Raises ValueError."""
        found = _SHAPE.fullmatch(text)
        if not found:
            raise ValueError(text)
        steps = tuple(_step(part) for part in re.split(r"/(?![^\[]*\])", found["path"]))
        return cls(steps, found["message"], found["attribute"] or "V", found["part"] or "")

    def claims(self, element: Element) -> bool:
        """Whether ``element`` is named by a key here: then it says this and is no result."""
        return any(step.key is not None and step.meets(element) for step in self.steps)

    def read(self, root: Element, within: Within) -> list[str]:
        """Every value there, on ways that ``within`` lets through; blanks at the ends do not count."""
        said = [self._said(element) for element in _along(root, self.steps, within)]
        return [text.strip() for text in said if text and text.strip()]

    def _said(self, element: Element) -> str | None:
        if self.part == "text":
            return element.text
        value = element.get(self.attribute)
        if not self.part or value is None:
            return value
        found = _INTERVAL.fullmatch(value.strip())
        return value if not found else found[1] if self.part == "low" else found[2]


def _step(text: str) -> Step:
    found = _STEP.fullmatch(text)
    if not found:
        raise ValueError(text)
    return Step(found[1], found[2], found[3])


def _along(element: Element, steps: tuple[Step, ...], within: Within) -> Iterator[Element]:
    if not steps:
        yield element
        return
    for child in element:
        if steps[0].meets(child) and within(child):
            yield from _along(child, steps[1:], within)
