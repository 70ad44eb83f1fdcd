"""A new test: the screening opens together with its first finished answer, so Esc leaves nothing behind."""

from __future__ import annotations

from station.domain.codes import SpecimenKind
from station.tui.guided.screening import ScreeningScreen


class BeginScreen(ScreeningScreen):
    """``lane`` is where the person will stand; without one the first that is free, else they wait (候检)."""

    def __init__(self, lane: str = "") -> None:
        super().__init__("")
        self._lane = lane
        self._chosen = bool(lane)

    def came_back(self) -> None:
        """The document with which the test begins, if one was laid down."""
        super().came_back()
        self.take_waiting_document()

    def first_lane(self) -> str:
        """The lane marked on the board, or chosen here, or the first free one whose reader is there."""
        if self._chosen or self.view is None:
            return self._lane
        free = [line for line in self.view.lanes if line.screening_id is None]
        here = [line.lane for line in free if line.connected]
        return next(iter([*here, *(line.lane for line in free)]), "")

    def choose_lane(self, lane: str) -> None:
        """Another lane; an empty one lets the person wait."""
        self._lane, self._chosen = lane, True
        self.redraw()

    def begin(self) -> None:
        """Open the screening, once."""
        from station.services import screening

        if self.screening_id:
            return
        lanes = {lane.name: lane for lane in self.workplace.config.lanes}
        lane = lanes.get(self.first_lane())
        kind = SpecimenKind(lane.specimen_kind) if lane else self._usual_kind()
        opened = screening.open_screening(
            self.workplace, specimen_kind=kind, lane=lane.name if lane else None
        )
        self.screening_id = opened.screening_id

    def _usual_kind(self) -> SpecimenKind:
        """Of someone who waits: until a lane is given, that of the first lane."""
        lanes = self.workplace.config.lanes
        return SpecimenKind(lanes[0].specimen_kind) if lanes else SpecimenKind.SALIVA
