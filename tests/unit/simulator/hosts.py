"""Hosts of the tests' own for the network protocols, which know nothing of the simulator's code."""

import re
from collections import deque
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring

from simulator.ends import MemoryEnd
from tests.unit.simulator.clock import HandClock

WHOLE = re.compile(rb"\s*(?:<\?xml[^>]*\?>)?\s*<([A-Z]+\.[A-Z0-9]+)>.*?</\1>", re.DOTALL)
PATIENCE_S = 10.0
STAMP = "2026-11-24T02:30:00+08:00"


def say(root: str, control_id: str, body: str = "") -> bytes:
    """A host's message."""
    head = (
        f'<HDR><HDR.control_id V="{control_id}"/><HDR.version_id V="POCT1"/>'
        f'<HDR.creation_dttm V="{STAMP}"/></HDR>'
    )
    return f"<{root}>{head}{body}</{root}>".encode()


def ack(of: str, word: str = "AA", control_id: str = "1") -> bytes:
    """An acknowledgement in the usual spelling."""
    body = f'<ACK><ACK.type_cd V="{word}"/><ACK.ack_control_id V="{of}"/></ACK>'
    return say("ACK.R01", control_id, body)


REQUEST = say("REQ.R01", "2", '<REQ><REQ.request_cd V="ROBS"/></REQ>')
CONTINUOUS = say("DTV.R01", "3", '<DTV><DTV.command_cd V="START_CONTINUOUS"/></DTV>')


def v(message: Element, name: str) -> str:
    """The attribute V of the first element of this name; fails when there is none."""
    found = next(message.iter(name))
    return found.attrib["V"]


class Poct1aHost:
    """Keeps what it heard and answers AA; to results, what `words` holds first ("" for silence).

    A patient one bears damaged messages, and forgets what stopped.
    """

    def __init__(self, end: MemoryEnd, clock: HandClock) -> None:
        self.words: deque[str] = deque()
        self.patient = False
        self.refuses = ""
        self.word_of_refusal = "AE"
        self.after_hello: list[bytes] = []
        self.after_status: list[bytes] = []
        self.heard: list[tuple[float, Element]] = []
        self.raw: list[bytes] = []
        self._end = end
        self._clock = clock
        self._length = 0
        self._grew_at = 0.0

    @property
    def roots(self) -> list[str]:
        return [message.tag for _, message in self.heard]

    def of(self, root: str) -> list[Element]:
        return [message for _, message in self.heard if message.tag == root]

    def at(self, root: str) -> list[float]:
        return [moment for moment, message in self.heard if message.tag == root]

    def say(self, data: bytes) -> None:
        self._end.from_host += data

    def serve(self) -> bool:
        found = WHOLE.search(self._end.to_host) if self.patient else WHOLE.match(self._end.to_host)
        if found is None:
            self._lose_patience()
            return False
        document = bytes(found[0])
        del self._end.to_host[: found.end()]
        try:
            message = fromstring(document.strip())
            self._answer(message)
        except (ParseError, StopIteration):
            if not self.patient:
                raise
            return True
        self.raw.append(document)
        self.heard.append((self._clock.now, message))
        return True

    def _lose_patience(self) -> None:
        """Forgets a message that stopped in the middle."""
        length = len(self._end.to_host)
        if length != self._length:
            self._length, self._grew_at = length, self._clock.now
        elif self.patient and self._clock.now > self._grew_at + PATIENCE_S:
            self._end.to_host.clear()

    def _answer(self, message: Element) -> None:
        if message.tag in ("ACK.R01", "ESC.R01"):
            return
        if message.tag == "HEL.R01":
            self.after_status = self.after_status + self.after_hello
        word = self.words.popleft() if self.words and message.tag.startswith("OBS") else "AA"
        if message.tag == self.refuses:
            word = self.word_of_refusal
        if word:
            self.say(ack(v(message, "HDR.control_id"), word))
        if message.tag == "DST.R01":
            for each in self.after_status:
                self.say(each)
            self.after_status = []


class Hl7Host:
    """Keeps what it heard and answers AA, or what `words` holds first ("" for silence)."""

    def __init__(self, end: MemoryEnd, clock: HandClock) -> None:
        self.words: deque[str] = deque()
        self.heard: list[tuple[float, bytes]] = []
        self._end = end
        self._clock = clock

    @property
    def messages(self) -> list[bytes]:
        return [message for _, message in self.heard]

    def serve(self) -> bool:
        line = self._end.to_host
        start, end = line.find(b"\x0b"), line.find(b"\x1c\r")
        if start < 0 or end < 0:
            return False
        message = bytes(line[start + 1 : end])
        del line[: end + 2]
        self.heard.append((self._clock.now, message))
        word = self.words.popleft() if self.words else "AA"
        header = message.split(b"\r")[0].split(b"|")
        if word and message.startswith(b"MSH|") and len(header) > 9:
            self._end.from_host += hl7_ack(header[9].decode("latin-1"), word)
        return True


def hl7_ack(of: str, word: str = "AA") -> bytes:
    """An acknowledgement in a block."""
    text = f"MSH|^~\\&|STATION||UCH-5|DEMO|20261124023000||ACK^R01^ACK|9|P|2.5.1\rMSA|{word}|{of}\r"
    return b"\x0b" + text.encode() + b"\x1c\r"
