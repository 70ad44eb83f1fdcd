"""Control material in a simulated reader, through the whole station: kept apart, shown with its reader, while
the person whose cup is due still waits."""

from pathlib import Path

from station.domain import kinds
from station.domain.measurement import Control
from station.services import control_tests, unmatched
from station.services.home import Home
from tests.system.reader_line import Watch, put_on, running, simulator, state_of, waiting_for
from tests.system.refusal import verified
from tests.training import Shift, opened
from tests.unit.storage.stand import SetClock

SPECIMEN = "U-000901"


def test_a_control_cup_under_a_person_s_number_is_not_the_person_s_and_theirs_still_binds(
    training_home: Home, night_clock: SetClock, tmp_path: Path
) -> None:
    port = tmp_path / "reader"
    put_on(training_home, port)
    with opened(training_home, night_clock) as workplace, simulator(port) as reader:
        screening_id, watch = waiting_for(Shift(workplace).begin(), SPECIMEN), Watch(workplace)
        with running(workplace) as lanes:
            watch.wait(kinds.READER_CONNECTED)
            assert state_of(lanes).marks_controls
            reader.do("insert", specimen_no=SPECIMEN, processing="Q")
            kept = watch.wait(kinds.MEASUREMENT_RECEIVED)
            assert (kept.screening_id, kept.body["control_test"]) == (None, True)
            reader.wait("sent")
            with workplace.store.reading() as reading:
                found = control_tests.newest(reading)["1"]
                assert unmatched.tray(reading) == []
            assert (found.specimen_no, found.control, found.doubtful) == (SPECIMEN, Control.PASSED, False)
            reader.do("remove")
            reader.insert(SPECIMEN)
            assert watch.wait(kinds.MEASUREMENT_RECEIVED).screening_id == screening_id
        verified(workplace)
