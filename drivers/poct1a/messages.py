"""What the station says to a POCT1-A reader, as bytes. Values are escaped; nothing is left to the caller."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from drivers.poct1a.settings import Poct1aSettings

Body = tuple[str, str]
"""A message without its header: its name, and what stands below HDR."""


def empty(name: str, said: str) -> str:
    """``<NAME V="said"/>``."""
    return f'<{name} V="{escape(said)}"/>'


def acknowledgement(word: str, control_id: str, note: str, settings: Poct1aSettings) -> Body:
    """AA, AE or AR to the message of that control id."""
    noted = empty("ACK.note_txt", note) if note else ""
    said = empty(settings.ack_type, word) + empty(settings.ack_control, control_id) + noted
    return "ACK.R01", f"<ACK>{said}</ACK>"


def escape_of(control_id: str, note: str) -> Body:
    """Not understood."""
    said = empty("ESC.esc_control_id", control_id) + empty("ESC.detail_cd", "OTH")
    return "ESC.R01", f"<ESC>{said}{empty('ESC.note_txt', note)}</ESC>"


def goodbye(note: str) -> Body:
    """The conversation is over."""
    return "END.R01", f"<TRM>{empty('TRM.reason_cd', 'UNK')}{empty('TRM.note_txt', note)}</TRM>"


def request_results() -> Body:
    """Send what nobody has acknowledged."""
    return "REQ.R01", f"<REQ>{empty('REQ.request_cd', 'ROBS')}</REQ>"


def start_continuous() -> Body:
    """Send from now on as you measure."""
    return "DTV.R01", f"<DTV>{empty('DTV.command_cd', 'START_CONTINUOUS')}</DTV>"


def set_time(at: datetime) -> Body:
    """Set your clock; TM stands beside DTV."""
    told = at.isoformat(timespec="seconds")
    return "DTV.R02", f"<DTV>{empty('DTV.command_cd', 'SET_TIME')}</DTV><TM>{empty('TM.dttm', told)}</TM>"


def keep_alive() -> Body:
    """Are you there?"""
    return "KPA.R01", ""


def end_of_topic(topic: str) -> Body:
    """That was all of it."""
    return "EOT.R01", f"<EOT>{empty('EOT.topic_cd', topic)}</EOT>"


def operator_lists(operators: Sequence[str], settings: Poct1aSettings, most_bytes: int) -> list[Body]:
    """The whole list, in as many messages as keep each below ``most_bytes``; at least one."""
    lists, size = [""], 0
    for operator in operators:
        one = _operator(operator, settings)
        if size + len(one.encode()) > most_bytes and lists[-1]:
            lists.append("")
            size = 0
        lists[-1] += one
        size += len(one.encode())
    return [("OPL.R01", body) for body in lists]


def _operator(operator: str, settings: Poct1aSettings) -> str:
    level = settings.operator_level
    said = empty("ACC.method_cd", "ALL")
    access = "" if level is None else f"<ACC>{said}{empty(settings.operator_level_name, level)}</ACC>"
    return f"<OPR>{empty('OPR.operator_id', operator)}{access}</OPR>"


def message(body: Body, control_id: int, at: datetime | None, *, block: bool) -> bytes:
    """A whole message, UTF-8; without ``at`` it claims no time."""
    name, below = body
    time = empty("HDR.creation_dttm", at.isoformat(timespec="seconds")) if at else ""
    header = empty("HDR.control_id", str(control_id)) + empty("HDR.version_id", "POCT1") + time
    data = f"<{name}><HDR>{header}</HDR>{below}</{name}>".encode()
    return b"\x0b" + data + b"\x1c\r" if block else data
