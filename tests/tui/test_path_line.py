"""The way of a screening in one line."""

from station.domain.path import Step
from station.tui.guided.path_line import Stage, stages

ROADSIDE = (
    Step.IDENTIFY, Step.NOTICE, Step.COOPERATION, Step.DECLARATION, Step.SPECIMEN, Step.CARTRIDGE,
    Step.DETAILS, Step.READING, Step.RESULT, Step.SIGN_FIRST, Step.CLOSE,
)  # fmt: skip
COUNTER = (
    Step.IDENTIFY, Step.DETAILS, Step.NOTICE, Step.COOPERATION, Step.DECLARATION, Step.SPECIMEN,
    Step.CARTRIDGE, Step.READING, Step.RESULT, Step.SIGN_FIRST, Step.CLOSE,
)  # fmt: skip


def states(line: list[Stage]) -> dict[Step, str]:
    """By step."""
    return {stage.step: stage.state for stage in line}


def test_details_asked_while_the_reader_works_are_part_of_the_waiting() -> None:
    line = states(stages(ROADSIDE, Step.DETAILS))
    assert line[Step.READING] == "here"
    assert line[Step.NOTICE] == line[Step.CARTRIDGE] == "done"
    assert Step.DETAILS not in line


def test_at_a_counter_nobody_waits_for_a_reader_before_there_is_a_cartridge() -> None:
    line = states(stages(COUNTER, Step.NOTICE))
    assert (line[Step.DETAILS], line[Step.NOTICE], line[Step.READING]) == ("done", "here", "left")
    line = states(stages(COUNTER, Step.READING))
    assert line[Step.READING] == "here"
    assert line[Step.NOTICE] == line[Step.DECLARATION] == line[Step.CARTRIDGE] == "done"
