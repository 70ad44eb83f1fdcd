"""Verifying the log of a home, also against what papers outside the home say it was."""

from collections.abc import Sequence
from itertools import islice

from station.log.compact import QR_PREFIX, from_letters, from_qr
from station.log.verify import Report, Witnessed, verify_log
from station.services.workplace import Workplace


def check(workplace: Workplace, fingerprint: str | None = None, seen: Sequence[str] = ()) -> Report:
    """Walk the whole log. ``fingerprint`` is the device key's, from paper.

    ``seen`` are codes of slips and lists: the text of the QR code, or its eight groups of letters. Only these
    can show that the end of the log was cut off. StationError ``log.compact_form``, ``log.letters_form``,
    ``log.letters_check`` or ``log.checkpoint_signature`` for a code that is none of this station's.
    """
    witnessed = [_witnessed(workplace, code) for code in seen]
    with workplace.store.reading() as reading:
        head = reading.head()
        entries = islice(reading.all_entries(), head.size)
        return verify_log(entries, fingerprint=fingerprint, head=head, witnessed=witnessed)


def _witnessed(workplace: Workplace, code: str) -> Witnessed:
    if code.strip().startswith(QR_PREFIX + "."):
        return from_qr(code, workplace.device.public_key_raw)
    return from_letters(code)
