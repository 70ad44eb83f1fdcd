"""Nights of random faults between a simulated reader and a station's link, each from one seed.

What a protocol can promise differs. Damage (a bit, a byte lost, doubled or put in) strikes a frame once at
most, since a sum of eight bits cannot see what cancels out in it; everything else strikes as it likes.

- ``SUMMED``: nothing wrong, nothing twice, nothing lost without a word. (An acknowledgement of LIS01-A2 does
  not say what it answers: where the line doubles a frame and damages the next, a reader may take the answer
  to the double for that of the other. The station then holds half a message for a person.)
- ``CARRIED``: no checksum of their own, on TCP, where bytes are never damaged: the same.
- ``BARE``: no checksum and nothing below that has one, as HL7 and POCT1-A2 on a serial line. What arrives may
  be wrong, and always says ``no_checksum``; nothing is lost without a word, and what is sent again over a
  quiet line arrives.

A host slower than a LIS reader is patient is left out: an answer that comes when the reader has bid again is
taken for the answer to that (docs/protocols/lis01.md, "Open"). A host that is killed takes with it what it
had not kept: its commands, and half a message of a reader that wants no answer. Of these nobody is told, and
somebody has them sent again.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from drivers.commands import Order, SendOrders
from drivers.events import (
    CommandDone,
    CommandRefused,
    Event,
    FrameRefused,
    MessageHeld,
    MessageRefused,
    Noise,
)
from tests.wire.ledger import Kept, kept, made
from tests.wire.meeting import Meeting

SUMMED = [
    "urine-cup",
    "saliva-swab",
    "cassette-soh",
    "cassette-xor",
    "strip-crc",
    "strip-binary",
    "strip-csv",
]
CARRIED = ["poct1a-saliva", "hl7-urine"]
ON_SERIAL = {"hl7-on-serial": "hl7-urine", "poct1a-on-serial": "poct1a-saliva"}
BARE = ["lines-printer", "slip-gap", "swab-text", *ON_SERIAL]
LIS = ["urine-cup", "saliva-swab"]
ORDERING = 0.3
"""The share of nights on which a LIS reader takes orders, and may ask, refuse, interrupt and bid besides."""
OPTIONS = ["asks", "busy_while_testing", "interrupts", "bids_against"]
UNCOUNTED = frozenset({"strip-csv"})
"""Whose lines do not say how many there are: a station that dies and is back exactly between two of them
cannot know that some are missing (docs/protocols/printed.md, "What remains")."""
UNANSWERED = frozenset({"strip-binary", "strip-csv", *BARE} - set(ON_SERIAL))

DAMAGE = ("flip", "drop", "repeat", "noise")
TIMING = ("split", "stall", "slow", "cable_out", "reset", "silence", "slow_host", "host_killed")
WHOLE = ("echo", "lose_reply", "late_reply", "lose_frame", "repeat_frame", "no_l", "no_eot", "join")
COMPLAINTS: tuple[type[Event], ...] = (FrameRefused, MessageHeld, MessageRefused, Noise)
SPECIMENS = 3
TOLD_BY_S = 45.0
"""By then every timer of the station has run out, and half a message is held."""
TRANSMISSIONS = (1, 1, 1, 2, 3)
Fault = dict[str, Any]


@dataclass
class Night:
    """What one seed gave: faults that happened, by kind, and what should not have been."""

    struck: Counter[str] = field(default_factory=Counter)
    wrongs: list[str] = field(default_factory=list)


def play(device: str, seed: int) -> Night:
    """A few specimens, each with its own faults; then the line is quiet and everything is sent again."""
    random = Random(f"{device}/{seed}")
    ordering = device in LIS and random.random() < ORDERING
    reader = ON_SERIAL.get(device, device)
    meeting = Meeting(
        reader,
        _ways(reader, random, ordering=ordering, bare=device in BARE),
        serial=device in ON_SERIAL,
        profile=f"{reader}-orders" if ordering else reader,
        strips=random.choice([1, 2, 4]),
        seed=seed,
        cuts=random,
        baud=9600,
    )
    found = Night()
    died: set[int] = set()
    for number in range(SPECIMENS):
        deaths = meeting.deaths
        if ordering:
            meeting.send(SendOrders(number, (Order(f"U-{number:06}"),)))
            meeting.run(random.choice([0.0, 0.01, 0.2, 5.0]))
        _test(meeting, random, device, f"U-{number:06}", found)
        if meeting.deaths > deaths:
            died |= set(range(number + 1)) - set(_ends(meeting))
    _again(meeting)
    found.wrongs += _unanswered(meeting, died) if ordering else []
    found.struck.update({kind.value: count for kind, count in meeting.rig.struck.items()})
    _judge(device, made(meeting), kept(meeting), found)
    return found


def _ways(device: str, random: Random, *, ordering: bool, bare: bool) -> Mapping[str, Any]:
    """A reader with a sum of eight bits has flow control here: no such sum sees every hole of many bytes."""
    oddities = ["takes_orders", *random.sample(OPTIONS, 2)] if ordering else []
    oddities += ["no_flow_control"] if bare and random.random() < 0.5 else []
    return {"ways": {device: {"warm_up_s": 0, "oddities": oddities}}}


def _unanswered(meeting: Meeting, died: set[int]) -> list[str]:
    """The station's commands that did not end, or ended twice; what died with a station has no end."""
    ends = _ends(meeting)
    return [
        f"command {number} ended {ends[number]} times"
        for number in range(SPECIMENS)
        if ends[number] != (number not in died)
    ]


def _ends(meeting: Meeting) -> Counter[int]:
    return Counter(event.id for event in meeting.events if isinstance(event, CommandDone | CommandRefused))


def _test(meeting: Meeting, random: Random, device: str, specimen_no: str, found: Night) -> None:
    codes = list(meeting.rig.reader.data.strips)
    wishes = {"positive": [code for code in codes if random.random() < 0.5], "develop_s": 1}
    before, events, held = len(meeting.disk), len(meeting.events), len(meeting.held)
    heard, deaths = meeting.heard, meeting.deaths
    faults = script(random, device)
    meeting.do(do="insert", specimen_no=specimen_no, faults=faults, **wishes)
    meeting.settle(TOLD_BY_S)
    told = COMPLAINTS if device in UNANSWERED else (MessageHeld,)
    complained = any(isinstance(event, told) for event in meeting.events[events:])
    complained = complained or len(meeting.held) > held
    # A station that died tells nobody what it had half heard of a reader that wants no answer.
    arrived = device not in UNANSWERED or (meeting.heard > heard and meeting.deaths == deaths)
    gone = len(meeting.disk) == before and not meeting.rig.reader.memory.unsent
    if gone and arrived and not complained:
        found.wrongs.append(f"{specimen_no} was lost without a word: {faults}")


def _again(meeting: Meeting) -> None:
    """The cable is in, the station starts anew, and somebody presses "send all" until no fault is left."""
    meeting.restart()
    # A station may die in one transmission more, and what comes soon after damage is held once more.
    for _ in range(max(TRANSMISSIONS) + 3):
        meeting.settle(20.0)
        meeting.do(do="send_all")
    meeting.settle(20.0)


def _judge(device: str, truth: list[tuple[str, frozenset[str]]], shown: list[Kept], found: Night) -> None:
    plain = [one for one in shown if not one.problems]
    believed = Counter((one.specimen_no, one.positive) for one in plain)
    for wanted in truth:
        if not believed[wanted]:
            found.wrongs.append(f"lost: {wanted}")
    if device in BARE:
        found.wrongs += [f"unmarked: {one}" for one in shown if "no_checksum" not in one.flags]
        return
    found.wrongs += [f"wrong: {one}" for one in plain if (one.specimen_no, one.positive) not in truth]
    found.wrongs += [f"wrong: {one}" for one in plain if one.invalid]
    found.wrongs += [f"twice: {one}" for one, count in believed.items() if count > 1]


def script(random: Random, device: str) -> list[Fault]:
    """The faults of one specimen's transmissions."""
    faults = [_whole(random) for _ in range(random.choice([0, 0, 1, 2]))]
    faults += [_timed(random, device) for _ in range(random.choice([0, 1, 1, 2]))]
    if device not in CARRIED:
        places = {(random.choice([1, 2, 3, 4, -1]), random.choice(TRANSMISSIONS)) for _ in range(3)}
        faults += [_damage(random, frame, transmission) for frame, transmission in _apart(sorted(places))]
    random.shuffle(faults)
    return faults


def _apart(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The last frame, -1, may be any of the others: it is damaged alone."""
    taken = {transmission for frame, transmission in places if frame > 0}
    return [(frame, number) for frame, number in places if frame > 0 or number not in taken]


def _damage(random: Random, frame: int, transmission: int) -> Fault:
    return {
        "kind": random.choice(DAMAGE),
        "frame": frame,
        "at_byte": int(random.expovariate(1 / 20)),
        "transmission": transmission,
        "every_try": random.random() < 0.1,
    }


def _timed(random: Random, device: str) -> Fault:
    kind = random.choice([one for one in TIMING if device not in UNCOUNTED or one != "host_killed"])
    fault: Fault = {"kind": kind, "at_byte": "random", "transmission": random.choice(TRANSMISSIONS)}
    if kind in ("split", "stall", "silence"):
        fault["for_seconds"] = random.choice([0.05, 0.5, 2.0, 5.0, 20.0, 40.0])
    if kind == "split" and random.random() < 0.5:
        del fault["at_byte"]
        fault |= {"chance": 0.1, "for_seconds": 0.02}
    return fault | _of_host(random, kind, device)


def _of_host(random: Random, kind: str, device: str) -> Fault:
    """How slow the host is, or for how long it is gone, and whether from a byte of its own on."""
    fault: Fault = {}
    if kind == "slow_host":
        lis = device in LIS
        fault["for_seconds"] = random.choice([0.0, 0.5, 2.0, 4.0] if lis else [0.0, 0.5, 5.0, 9.0, 20.0])
        if random.random() < 0.5:
            fault |= {
                "bytes_a_second": random.choice([500, 2000] if lis else [20, 100, 500]),
                "holds": random.choice([16, 256, 4096]),
            }
    elif kind == "host_killed":
        fault["for_seconds"] = random.choice([0.5, 5.0, 20.0, 40.0])
    if fault and random.random() < 0.4:
        fault |= {"of": "host", "at_byte": int(random.expovariate(1 / 8))}
    return fault


def _whole(random: Random) -> Fault:
    return {
        "kind": random.choice(WHOLE),
        "frame": random.choice([1, 2, -1]),
        "transmission": random.choice(TRANSMISSIONS),
        "every_try": random.random() < 0.1,
    }
