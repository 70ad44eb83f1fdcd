"""``station profile check``: what a profile makes of captures, and what verdict it would come to."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from station import devices
from station.cli.decode import replay
from station.cli.lines import json_line
from station.cli.wire_words import numbers, printable
from station.config.home import HomeConfig
from station.devices import (
    CaptureError,
    DriverError,
    KeepRequested,
    Message,
    MessageHeld,
    Noise,
    Profile,
    StripTold,
    Told,
)
from station.devices.line_pattern import fitting
from station.domain.codes import SpecimenKind
from station.domain.measurement import Measurement, Origin
from station.domain.verdict import judge
from station.locale import Words
from station.services import packs
from station.services.clock import SystemClock

SCHEMA = "profile/1"
CLOCK = SystemClock()
NOT_RESULTS = ("message_held", "frame_refused", "message_refused", "noise", "frame_repeated")

AMBIGUOUS = "ambiguous_line:"

_NO_END = ("cut_short", "no_end")
_TAIL = 4
"""Bytes that are shown of a block whose end was not found."""

Shape = dict[str, Any]


def examine(profile: Profile, capture: Path) -> Iterator[Shape]:
    """A shape for each reading in ``capture``, and one for whatever gave none. Raises CaptureError."""
    try:
        for event in replay(capture, profile):
            if isinstance(event, KeepRequested):
                yield from _readings(event.message, profile)
            elif isinstance(event, Noise) and not event.data.strip():
                continue  # a line end or a form feed between two results
            elif (shape := event.to_json())["event"] in NOT_RESULTS:
                told: Shape = {key: shape[key] for key in ("reason", "length") if key in shape}
                if isinstance(event, Noise):
                    told["length"] = len(event.data)
                if isinstance(event, MessageHeld):
                    told["tail"] = event.message.raw[-_TAIL:].hex(" ").upper()
                yield {"event": "not_taken", "what": shape["event"], **told}
    except OSError as error:
        detail = error.strerror or str(error)
        raise CaptureError("capture.unreadable", file=str(capture), detail=detail) from error


def _readings(message: Message, profile: Profile) -> Iterator[Shape]:
    try:
        pairs = zip(devices.words(message, profile), devices.readings(message, profile), strict=True)
        for told, reading in pairs:
            yield {
                "event": "reading",
                **_places(told, profile),
                "strips": [_strip(strip, profile) for strip in told.strips],
                "understood": _understood(reading),
                "not_understood": list(reading.problems),
                "fits": _fits(reading.problems, profile),
                "flags": list(reading.flags),
                "control_test": reading.control_test,
                **_verdict(reading, profile),
            }
    except DriverError as error:
        yield {"event": "not_taken", "what": "message", "reason": error.code, "length": len(message.raw)}


def _fits(problems: Sequence[str], profile: Profile) -> dict[str, list[str]]:
    """Of each line that fits several patterns, which they are."""
    lines = [problem for problem in problems if problem.startswith(AMBIGUOUS)]
    return {
        line: [f"printed.lines[{number}]" for number in fitting(profile, line.removeprefix(AMBIGUOUS))]
        for line in lines
    }


def _strip(strip: StripTold, profile: Profile) -> Shape:
    """What stood at the places of one strip."""
    return {name: value for name in profile.result if (value := getattr(strip, name)) is not None}


def _understood(reading: Any) -> Shape:
    """The days and times that were made of what stood there."""
    dated = {"expiry": reading.expiry, "sent_at": reading.sent_at, "result.tested_at": reading.tested_at}
    return {name: value.replace("T", " ") for name, value in dated.items() if value}


def _places(told: Told, profile: Profile) -> Shape:
    """Every place that the profile gives: what stood there, or that nothing did."""
    said = {name: list(told.said.get(name, ())) for name in profile.where}
    for name in profile.result:
        values = [value for strip in told.strips if (value := getattr(strip, name)) is not None]
        said[f"result.{name}"] = list(dict.fromkeys(values))
    return {
        "found": {name: values for name, values in said.items() if values},
        "missing": [name for name, values in said.items() if not values],
    }


def _verdict(reading: Any, profile: Profile) -> Shape:
    """By the rule pack of a new home, without a cartridge entered, on the day the reader gives; no verdict on
    what is no test of a person."""
    now = CLOCK.moment()
    sent = datetime.fromisoformat(reading.sent_at) if reading.sent_at else now.at
    measured = devices.measurement(reading, lane="-", origin=Origin.SIMULATED, moment=replace(now, at=sent))
    rules = packs.load(HomeConfig(name="-").rule_pack).rules
    tested = datetime.fromisoformat(reading.tested_at) if reading.tested_at else now.at
    judged = judge(
        measured,
        None,
        rules,
        specimen_kind=SpecimenKind(profile.specimen_kind),
        today=rules.local_date(tested),
    )
    of_nobody = measured.of_nobody
    verdicts = [None if of_nobody else line.verdict.value for line in judged.analytes]
    results = [
        {**asdict(line), "verdict": verdict} for line, verdict in zip(reading.lines, verdicts, strict=True)
    ]
    return {
        "control": reading.control,
        "results": results,
        "verdict": None if of_nobody else judged.verdict.value,
        "reasons": [reason.value for reason in judged.reasons],
        "unmatched": bool(reading.problems) or _unbound(measured, profile),
    }


def _unbound(measured: Measurement, profile: Profile) -> bool:
    """Whether nothing in it says whose it is, where the reader is said to know specimen numbers."""
    return profile.binding == "specimen_and_lane" and not measured.of_nobody and not measured.specimen_no


def say(shape: Shape, capture: Path, words: Words, *, as_json: bool) -> None:
    """Print one shape."""
    if as_json:
        click.echo(printable(json_line(SCHEMA, {"file": str(capture), **shape})))
        return
    for line in _lines(shape, words):
        click.echo(printable(line))


def _lines(shape: Shape, words: Words) -> Iterator[str]:
    if shape["event"] == "not_taken":
        yield from faults(shape, words)
        return
    yield from _found(shape, words)
    yield from faults(shape, words)
    for flag in shape["flags"]:
        yield "  " + words("profile_command.flag", flag=words.oddity(flag))
    yield "  " + words("profile_command.control", control=words(f"wire.control.{shape['control']}"))
    for result in shape["results"]:
        yield "  " + _result(result, words)
    yield "  " + _whole(shape, words)
    if shape["unmatched"]:
        yield "  " + words("profile_command.unmatched")


def faults(shape: Shape, words: Words) -> Iterator[str]:
    """What was not taken, not there, or not understood."""
    if shape["event"] == "not_taken":
        yield from _not_taken(shape, words)
        return
    for name in shape["missing"]:
        yield "  " + words("profile_command.missing", name=name)
    for problem in shape["not_understood"]:
        yield "  " + words("profile_command.not_understood", problem=words.oddity(problem))
        if fits := shape["fits"].get(problem):
            yield "  " + words("profile_command.fitting", patterns=", ".join(fits))


def _not_taken(shape: Shape, words: Words) -> Iterator[str]:
    reason = shape.get("reason", "")
    told = words(f"wire.reason.{reason}") if words.has(f"wire.reason.{reason}") else reason
    what = words(f"profile_command.what.{shape['what']}")
    yield "  " + words("profile_command.not_taken", what=what, reason=told, length=shape.get("length", 0))
    if reason in _NO_END and shape.get("tail"):
        yield "  " + words("profile_command.no_end", tail=shape["tail"])


def _found(shape: Shape, words: Words) -> Iterator[str]:
    """What is said once, with the day or time made of it; then each strip as it stands there."""
    for name, values in shape["found"].items():
        understood = shape["understood"].get(name)
        if name.startswith("result.") and name != "result.tested_at":
            continue
        told = " · ".join(values) + (
            words("profile_command.understood", text=understood) if understood else ""
        )
        yield "  " + words("profile_command.found", name=name.removeprefix("result."), values=told)
    for strip in shape["strips"]:
        told = "  ".join(f"{name} = {value}" for name, value in strip.items() if name != "tested_at")
        yield "  " + words("profile_command.strip", values=told)


def _whole(shape: Shape, words: Words) -> str:
    """The verdict, or why there is none."""
    if shape["control_test"]:
        return words("profile_command.control_test")
    if shape["verdict"] is None:
        return words("profile_command.of_nobody")
    return words("profile_command.verdict", verdict=words(f"verdict.{shape['verdict']}"))


def _result(result: Shape, words: Words) -> str:
    analyte = f"analyte.{result['analyte']}"
    told = words(
        "profile_command.result",
        code=result["code"],
        name=words(analyte) if words.has(analyte) else "?",
        outcome=words(f"wire.outcome.{result['outcome']}"),
        numbers=numbers(result),
    )
    if result["verdict"] is None:
        return told
    return told + words("profile_command.result_verdict", verdict=words(f"verdict.{result['verdict']}"))
