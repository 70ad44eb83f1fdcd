"""A reader's events as lines: for people in their language, or one JSON object each."""

import json
from collections.abc import Iterator
from typing import Any

import click

from station.devices import Event, Profile, event_object
from station.domain.errors import StationError
from station.locale import Words


class Told:
    """Prints events. Nothing from a wire reaches the terminal as a control character."""

    def __init__(self, profile: Profile, words: Words, *, as_json: bool) -> None:
        self._profile = profile
        self._words = words
        self._as_json = as_json
        self.messages = 0

    def event(self, event: Event, **extra: str | float) -> None:
        """One event, ``extra`` being the time at which it happened."""
        shape = event_object(event, self._profile)
        self.messages += shape["event"] == "message"
        if self._as_json:
            click.echo(printable(json.dumps(shape | extra, ensure_ascii=False)))
            return
        stamp = "".join(f"{value}  " for value in extra.values())
        for number, line in enumerate(self._lines(shape)):
            click.echo(printable((" " * len(stamp) if number else stamp) + line))

    def _lines(self, shape: dict[str, Any]) -> Iterator[str]:
        words, name = self._words, shape["event"]
        params = {key: value for key, value in shape.items() if isinstance(value, str | int)}
        for key in ("code", "reason", "how"):
            if words.has(f"wire.{key}.{shape.get(key)}"):
                params[key] = words(f"wire.{key}.{shape[key]}")
        if "code" in shape and "detail" in shape:
            params |= _why(str(params["code"]), str(shape["detail"]), words)
        if shape.get("frame", "") is None:
            yield words(f"wire.event.{name}_unnumbered", **params)
        else:
            yield words(f"wire.event.{name}", **params)
        if shape.get("error"):
            error = dict(shape["error"])
            yield "  " + str(words.error(StationError(error.pop("code"), **error)))
        for reading in shape.get("readings", ()):
            yield from self._reading(reading)

    def _reading(self, reading: dict[str, Any]) -> Iterator[str]:
        words = self._words
        told = {key: reading[key] or "-" for key in ("specimen_no", "test_no", "lot", "expiry", "tested_at")}
        yield "  " + words("wire.reading", **told, control=words(f"wire.control.{reading['control']}"))
        if reading["control_test"]:
            yield "    " + words("wire.control_test")
        for result in reading["results"]:
            analyte = f"analyte.{result['analyte']}"
            name = words(analyte) if words.has(analyte) else "?"
            outcome = words(f"wire.outcome.{result['outcome']}")
            yield (
                "    "
                + words(
                    "wire.result", code=result["code"], name=name, outcome=outcome, numbers=numbers(result)
                )
            )
        for problem in (*reading["flags"], *reading["problems"]):
            yield "    " + words("wire.problem", problem=words.oddity(problem))


def _why(code: str, detail: str, words: Words) -> dict[str, str | int]:
    """What became of a port. Where the detail is known it says all; what a system says stands in brackets."""
    key = f"wire.detail.{detail.replace(' ', '_')}"
    if words.has(key):
        return {"code": words(key), "detail": ""}
    return {"code": code, "detail": words("wire.detail.beside", detail=detail) if detail else ""}


def numbers(result: dict[str, Any]) -> str:
    """What was measured, and the cut-off where the reader tells it."""
    unit = f" {result['unit']}" if result["unit"] else ""
    value = f"  {result['value']}{unit}" if result["value"] else ""
    return f"{value} / {result['cutoff']}{unit}" if result["cutoff"] else value


def printable(text: str) -> str:
    """``text`` with everything a terminal could obey written as an escape."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)
