"""A fault as a scenario writes it."""

from simulator.entry import Entry, ScenarioError, nearest, number, one_of, only, seconds, switch, whole
from simulator.faults import OF_HOST, WHOLE, Fault, Kind
from simulator.steps import HOLDS_BYTES

KEYS = {
    "kind",
    "at_byte",
    "after_bytes",
    "frame",
    "count",
    "for_seconds",
    "bit",
    "hex",
    "chance",
    "transmission",
    "every_try",
    "of",
    "bytes_a_second",
    "holds",
}
OF_ONE_KIND = {
    "bit": Kind.FLIP,
    "hex": Kind.NOISE,
    "bytes_a_second": Kind.SLOW_HOST,
    "holds": Kind.SLOW_HOST,
}
ANYWHERE = "random"


def fault(entry: Entry) -> Fault:
    """One fault; `cable_out_after_bytes` is the short way of saying that the cable comes out."""
    if "cable_out_after_bytes" in entry:
        rest = {key: value for key, value in entry.items() if key != "cable_out_after_bytes"}
        return fault({"kind": "cable_out", "after_bytes": entry["cable_out_after_bytes"], **rest})
    only(entry, KEYS, "fault")
    kind = _kind(entry)
    for key, only_kind in OF_ONE_KIND.items():
        if key in entry and kind is not only_kind:
            raise ScenarioError(f"{key} goes with {only_kind}, not with {kind}")
    at_byte, anywhere = _place(entry)
    chance = _chance(entry)
    if at_byte is None and not anywhere and not chance and kind not in WHOLE:
        raise ScenarioError(f"fault {kind} needs at_byte, frame or chance")
    return Fault(
        kind=kind,
        at_byte=at_byte,
        anywhere=anywhere,
        frame=_frame(entry),
        count=whole(entry, "count", 1, least=1),
        for_seconds=seconds(entry, "for_seconds") if "for_seconds" in entry else None,
        bit=whole(entry, "bit", 0, most=7) if "bit" in entry else None,
        noise=_noise(entry),
        chance=chance,
        transmission=whole(entry, "transmission", 1),
        every_try=switch(entry, "every_try"),
        of_host=_of_host(entry, kind),
        bytes_a_second=_pace(entry),
        holds=whole(entry, "holds", HOLDS_BYTES, least=1),
    )


def _kind(entry: Entry) -> Kind:
    if "kind" not in entry:
        raise ScenarioError("fault needs kind")
    word = str(entry["kind"])
    if word not in list(Kind):
        raise ScenarioError(f"no fault {word}{nearest(word, list(Kind))}; there are {', '.join(Kind)}")
    return Kind(word)


def _place(entry: Entry) -> tuple[int | None, bool]:
    """The byte, or None; and whether it is left to the seed."""
    key = "at_byte" if "at_byte" in entry else "after_bytes"
    if key not in entry:
        return (0 if "frame" in entry else None), False
    if entry[key] == ANYWHERE:
        return None, True
    if isinstance(entry[key], str):
        raise ScenarioError(f'{key} is a number or "{ANYWHERE}"{nearest(entry[key], [ANYWHERE])}')
    return whole(entry, key, 0), False


def _frame(entry: Entry) -> int | None:
    if "frame" not in entry:
        return None
    frame = entry["frame"]
    if isinstance(frame, bool) or not isinstance(frame, int) or not frame:
        raise ScenarioError(f"frame is 1 for the first, -1 for the last, not {frame!r}")
    return frame


def _chance(entry: Entry) -> float:
    chance = number(entry, "chance", 0.0)
    if not 0 <= chance <= 1:
        raise ScenarioError(f"chance is from 0 to 1, not {chance}")
    return chance


def _noise(entry: Entry) -> bytes:
    try:
        return bytes.fromhex(str(entry.get("hex", "")))
    except ValueError as error:
        raise ScenarioError(f"hex is pairs of hexadecimal digits, not {entry['hex']}") from error


def _of_host(entry: Entry, kind: Kind) -> bool:
    """Whether its place is counted in what the host says; how much that will be, nobody knows beforehand."""
    if one_of(entry, "of", ("reader", "host"), "reader") == "reader":
        return False
    if kind not in OF_HOST:
        raise ScenarioError(f"of = host goes with {', '.join(sorted(OF_HOST))}, not with {kind}")
    if "frame" in entry or entry.get("at_byte") == ANYWHERE:
        raise ScenarioError("of = host needs at_byte, a number, or chance")
    return True


def _pace(entry: Entry) -> float | None:
    if "bytes_a_second" not in entry:
        return None
    pace = number(entry, "bytes_a_second", 1.0)
    if pace <= 0:
        raise ScenarioError(f"{pace} bytes a second is no pace")
    return pace
