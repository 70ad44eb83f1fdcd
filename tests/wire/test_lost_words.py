"""Why a connection was lost, in the words of ``station monitor``."""

import socket

import pytest

from drivers.profile_folder import load_profile
from drivers.tcp import SocketLine
from station.cli.wire_words import Told
from station.devices import Disconnected, PortError
from station.locale import Words
from tests.wire.readers import FOLDER


def _hung_up() -> str:
    """What the driver says of a line whose other side is closed."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        theirs = socket.create_connection(server.getsockname())
        ours, _ = server.accept()
    theirs.close()
    line = SocketLine("tcp://here", ours)
    with pytest.raises(PortError) as lost:
        line.read()
    line.close()
    return str(lost.value.params["detail"])


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "与 tcp://here 的连接断开:对方断开了连接"),
        ("en", "connection to tcp://here lost: the other side hung up"),
    ],
)
def test_a_line_that_was_hung_up_is_not_put_down_to_its_cable(
    lang: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = Told(load_profile("slip-gap", [FOLDER]), Words(lang), as_json=False)
    told.event(Disconnected("tcp://here", "port.lost", _hung_up()))
    assert capsys.readouterr().out == f"{said}\n"


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh", "线缆或电源(device gone)"), ("en", "cable or power (device gone)")],
)
def test_what_a_system_says_of_it_stands_beside_the_reason(
    lang: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = Told(load_profile("slip-gap", [FOLDER]), Words(lang), as_json=False)
    told.event(Disconnected("/dev/ttyUSB0", "port.lost", "device gone"))
    told.event(Disconnected("/dev/ttyUSB0", "port.closed"))
    lost, closed = capsys.readouterr().out.splitlines()
    assert lost.endswith(said)
    assert not closed.endswith((" ", ")", ")"))
