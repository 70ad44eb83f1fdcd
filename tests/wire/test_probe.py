"""What answers on a port: only what the profile says is safe is sent, and nothing is taken from a reader."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.errors import ProfileError
from drivers.port import SerialLine, SerialPort
from drivers.probe import probe_card_reader, probe_reader
from drivers.profile import Probe, Profile
from drivers.profile_folder import load_profile
from tests.wire.far_end import Cable
from tests.wire.readers import FOLDER, URINE
from tests.wire.vectors import one_record_a_frame, table

QUESTION = Probe(b"\x05", (b"\x06", b"\x15"), b"\x04")
ASKING = replace(URINE, probe=QUESTION)
SOON_S = 5.0
SAM_NUMBER = next(
    bytes.fromhex(row["frame_hex"])
    for row in table("sam_published", "command")
    if row["name"] == "module number"
)


@pytest.fixture
def cable(tmp_path: Path) -> Cable:
    return Cable(tmp_path / "port")


@pytest.fixture
def is_open(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set once the port is open: what is sent before that is lost."""
    opened, open_port = threading.Event(), SerialPort.open

    def opening(port: SerialPort) -> SerialLine:
        line = open_port(port)
        opened.set()
        return line

    monkeypatch.setattr(SerialPort, "open", opening)
    return opened


class FarEnd(threading.Thread):
    """Notes what it is sent; answers the first of it."""

    def __init__(self, cable: Cable, *answers: bytes) -> None:
        super().__init__(daemon=True)
        self._cable = cable
        self._answers = answers
        self.heard: list[bytes] = []

    def run(self) -> None:
        for answer in self._answers:
            self.heard.append(self._cable.reply())
            self._cable.send(answer)
        self.heard.append(self._cable.reply())


def test_a_reader_that_answers_the_profiles_question_is_found(cable: Cable) -> None:
    far = FarEnd(cable, b"\x06")
    far.start()
    heard = probe_reader(str(cable.path), ASKING, SOON_S)
    far.join()
    assert (heard.code, heard.answered, heard.received) == ("", "probe", 1)
    assert heard.after_s is not None
    assert heard.after_s < SOON_S
    assert far.heard == [b"\x05", b"\x04"]


def test_without_a_question_nothing_is_sent(cable: Cable) -> None:
    journal: list[bytes] = []
    listener = threading.Thread(target=lambda: journal.append(cable.reply()), daemon=True)
    listener.start()
    heard = probe_reader(str(cable.path), URINE, 0.3)
    assert (heard.code, heard.answered, heard.received) == ("", "", 0)
    cable.send(b"x")  # the far end is heard no more; its own wait ends with what it wrote
    assert journal == []


def test_a_reader_that_speaks_by_itself_is_found_and_its_result_is_not_taken(
    cable: Cable, is_open: threading.Event
) -> None:
    frames = one_record_a_frame(["H|\\^&", "O|1|U-000317", "L|1|N"])
    replies: list[bytes] = []

    def reader() -> None:
        is_open.wait(SOON_S)
        cable.send(b"\x05")
        replies.append(cable.reply())
        for frame in frames:
            cable.send(frame)

    far = threading.Thread(target=reader, daemon=True)
    far.start()
    heard = probe_reader(str(cable.path), URINE, SOON_S)
    far.join()
    assert heard.answered == "protocol"
    assert replies == [b"\x06"]


def test_bytes_that_are_not_the_protocol_are_no_answer(cable: Cable, is_open: threading.Event) -> None:
    def modem_manager() -> None:
        is_open.wait(SOON_S)
        cable.send(b"AT\r")

    threading.Thread(target=modem_manager, daemon=True).start()
    heard = probe_reader(str(cable.path), URINE, 0.5)
    assert (heard.answered, heard.received) == ("", 3)


def test_a_card_reader_is_found_by_its_modules_number(cable: Cable) -> None:
    far = FarEnd(cable, bytes.fromhex("AAAAAA9669000400009094"))
    far.start()
    heard = probe_card_reader(str(cable.path), 115200, SOON_S)
    far.join(0.2)
    assert heard.answered == "probe"
    assert far.heard[0] == SAM_NUMBER


def test_a_card_reader_that_was_not_awake_yet_is_asked_again(cable: Cable) -> None:
    """The first question goes unheard; a test reader would be asked once."""
    heard: list[bytes] = []

    def module() -> None:
        while len(b"".join(heard)) < 2 * len(SAM_NUMBER):
            heard.append(cable.reply())
        cable.send(bytes.fromhex("AAAAAA9669000400009094"))

    far = threading.Thread(target=module, daemon=True)
    far.start()
    assert probe_card_reader(str(cable.path), 115200, SOON_S).answered == "probe"
    far.join()
    assert b"".join(heard) == 2 * SAM_NUMBER


@pytest.mark.parametrize(
    ("url", "code"), [("/nowhere/port", "port.missing"), ("what://ever", "port.settings")]
)
def test_a_port_that_does_not_open_says_why(url: str, code: str) -> None:
    assert probe_reader(url, URINE, 0.2).code == code


def test_a_tcp_reader_that_does_not_call_is_no_answer() -> None:
    heard = probe_reader("tcp://127.0.0.1:0", URINE, 0.3)
    assert (heard.code, heard.answered) == ("", "")


def _profile(tmp_path: Path, lines: str) -> Profile:
    text = (FOLDER / "urine-cup.toml").read_text("utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(text.replace("develop_s", f"{lines}\ndevelop_s", 1), "utf-8")
    return load_profile(path, [])


def test_a_profile_says_what_may_be_sent_and_on_which_devices(tmp_path: Path) -> None:
    lines = 'usb = ["0403:6011@2"]\nprobe = { send = "<ENQ>", answers = ["<ACK>", "<NAK>"], then = "<EOT>" }'
    profile = _profile(tmp_path, lines)
    assert profile.probe == QUESTION
    assert [str(one) for one in profile.usb] == ["0403:6011@2"]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ('usb = ["0403"]', "usb[1]"),
        ('probe = { send = "<ENQ", answers = ["<ACK>"] }', "probe.send"),
        ('probe = { send = "<ENQ>", answers = [] }', "probe.answers"),
        ('probe = { send = "<ENQ>", answers = [""] }', "probe.answers[1]"),
    ],
)
def test_a_wrong_question_is_named(tmp_path: Path, line: str, field: str) -> None:
    with pytest.raises(ProfileError) as refused:
        _profile(tmp_path, line)
    assert refused.value.params["field"] == field
