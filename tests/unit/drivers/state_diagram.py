"""The diagram of the LIS link on its page, drawn from the table.

``python -m tests.unit.drivers.state_diagram`` writes it, the table and the limits into the page anew."""

import re
from collections.abc import Iterable
from pathlib import Path

from drivers.lis.table import TRANSITIONS, State
from drivers.lis.timers import LIMITS

PAGE = Path(__file__).parents[3] / "docs" / "protocols" / "lis01.md"


def _name(state: State) -> str:
    return str(state).replace(" ", "_")


def diagram() -> str:
    """A Mermaid state diagram; what leads from one state to the same other is one arrow."""
    arrows: dict[tuple[State, State], list[str]] = {}
    for (before, what), (action, after) in TRANSITIONS.items():
        arrows.setdefault((before, after), []).append(f"{what} / {action}")
    lines = [
        f"    {_name(before)} --> {_name(after)} : {'<br/>'.join(labels).replace(';', ',')}"
        for (before, after), labels in arrows.items()
    ]
    return "\n".join(["```mermaid", "stateDiagram-v2", f"    [*] --> {_name(State.NEUTRAL)}", *lines, "```"])


def transition_rows() -> list[str]:
    """The table's rows as the page shows them."""
    return [
        f"| {state} | {what} | {action} | {after} |" for (state, what), (action, after) in TRANSITIONS.items()
    ]


def limit_rows() -> list[str]:
    """The limits' rows as the page shows them."""
    return [f"| {limit.name} | {limit.value:g} | {limit.clause} | {limit.expiry} |" for limit in LIMITS]


def _replaced(page: str, head: str, rows: Iterable[str]) -> str:
    """``page`` with the rows below ``head`` and its rule replaced."""
    pattern = re.compile(rf"({re.escape(head)}\n\|[ -|]+\|\n)(?:\|.*\n)*")
    return pattern.sub(lambda found: found[1] + "".join(f"{row}\n" for row in rows), page)


def main() -> None:
    """Write all three into the page."""
    page = PAGE.read_text("utf-8")
    page = _replaced(page, "| state | input | action | next |", transition_rows())
    page = _replaced(page, "| limit | seconds | clause | on expiry |", limit_rows())
    PAGE.write_text(re.sub(r"```mermaid\n.*?```", lambda _: diagram(), page, flags=re.DOTALL), "utf-8")


if __name__ == "__main__":
    main()
