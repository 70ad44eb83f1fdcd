"""One reader a lane: another that answers in its place, or twice the same, is told and its result held."""

from station.services.lane_identity import LaneIdentities


def speaks(lanes: LaneIdentities, lane: str, serial: str) -> tuple[str, ...]:
    """What is odd about a result that is then stored."""
    odd = lanes.odd(lane, serial)
    lanes.heard(lane, serial)
    return odd


def test_the_first_reader_on_a_lane_is_nothing_odd() -> None:
    lanes = LaneIdentities()
    assert speaks(lanes, "1", "700123") == ()
    assert speaks(lanes, "1", "700123") == ()


def test_a_reader_in_anothers_place_is_told_of_once() -> None:
    lanes = LaneIdentities()
    speaks(lanes, "1", "700123")
    assert speaks(lanes, "1", "700999") == ("other_reader:700999",)
    assert speaks(lanes, "1", "700999") == ()


def test_after_the_line_was_opened_anew_another_reader_may_stand_there() -> None:
    lanes = LaneIdentities()
    speaks(lanes, "1", "700123")
    lanes.opened("1")
    assert speaks(lanes, "1", "700999") == ()


def test_one_serial_number_on_two_lanes_is_told_on_the_second() -> None:
    lanes = LaneIdentities()
    speaks(lanes, "1", "700123")
    assert speaks(lanes, "2", "700123") == ("serial_on_lane:1",)
    lanes.opened("1")
    assert speaks(lanes, "2", "700123") == ()


def test_a_reader_that_tells_no_serial_number_is_not_guessed_at() -> None:
    lanes = LaneIdentities()
    speaks(lanes, "1", "700123")
    assert speaks(lanes, "1", "") == ()
    assert speaks(lanes, "2", "") == ()


def test_a_result_that_could_not_be_stored_is_as_odd_when_it_comes_again() -> None:
    lanes = LaneIdentities()
    speaks(lanes, "1", "700123")
    assert lanes.odd("1", "700999") == lanes.odd("1", "700999") == ("other_reader:700999",)


def test_a_greeting_names_the_lanes_reader_before_any_result() -> None:
    lanes = LaneIdentities()
    lanes.named("1", "700123")
    assert lanes.known("1") == "700123"
    assert speaks(lanes, "1", "700999") == ("other_reader:700999",)
    assert speaks(lanes, "2", "700123") == ()


def test_a_reader_that_greets_in_anothers_place_does_not_become_the_lanes_by_that() -> None:
    lanes = LaneIdentities()
    speaks(lanes, "1", "700123")
    lanes.named("1", "700999")
    assert speaks(lanes, "1", "700999") == ("other_reader:700999",)


def test_a_greeting_of_one_reader_on_two_lanes_is_told_on_the_second() -> None:
    lanes = LaneIdentities()
    lanes.named("1", "700123")
    lanes.named("2", "700123")
    assert lanes.odd("2", "700123") == ("serial_on_lane:1",)


def test_a_greeting_without_a_serial_number_names_nobody() -> None:
    lanes = LaneIdentities()
    lanes.named("1", "")
    assert lanes.known("1") == ""
