"""What an identity card holds, as the module hands it out: docs/protocols/idcard.md, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field

TEXT_BYTES = 256
PHOTO = bytes(range(256)) * 4
"""1024 bytes that are nobody's face."""
ADDED_ADDRESS_BYTES = 70

CITIZEN = (
    ("name", 30), ("sex", 2), ("ethnic_group", 4), ("birth", 16), ("address", 70), ("number", 36),
    ("office", 30), ("valid_from", 16), ("valid_to", 16), ("permit_no", 18), ("times_issued", 4),
    ("reserved", 6), ("kind", 2), ("reserved", 6),
)  # fmt: skip
FOREIGNER_2017 = (
    ("name", 120), ("sex", 2), ("number", 30), ("nationality", 6), ("chinese_name", 30), ("valid_from", 16),
    ("valid_to", 16), ("birth", 16), ("version", 4), ("office_code", 8), ("kind", 2), ("reserved", 6),
)  # fmt: skip
FOREIGNER_2023 = (
    ("chinese_name", 30), ("sex", 2), ("times_renewed", 4), ("birth", 16), ("name", 70), ("number", 36),
    ("reserved", 30), ("valid_from", 16), ("valid_to", 16), ("name_rest", 22), ("nationality", 6),
    ("kind", 2), ("reserved", 6),
)  # fmt: skip
KINDS: Mapping[str, tuple[str, tuple[tuple[str, int], ...]]] = {
    "citizen": (" ", CITIZEN),
    "hmt_resident": ("J", CITIZEN),
    "foreigner_2017": ("I", FOREIGNER_2017),
    "foreigner_2023": ("Y", FOREIGNER_2023),
}
"""By kind: its letter, and its fields with their lengths in bytes."""
FIRST_PART = 35
"""Characters of a 2023 card's Latin name that stand before the rest of it."""


@dataclass(frozen=True)
class Card:
    """One card; `says` holds its fields by name. A card of kind `strange` is no identity card."""

    kind: str
    says: Mapping[str, str] = field(default_factory=dict)
    photo: bytes = PHOTO
    added_address: str = ""

    def __post_init__(self) -> None:
        if self.kind == "strange":
            return
        if self.kind not in KINDS:
            raise ValueError(f"no kind of card {self.kind}; there are {', '.join(KINDS)}, strange")
        unknown = set(self.says) - {name for name, _ in KINDS[self.kind][1]}
        if unknown:
            raise ValueError(f"a card of kind {self.kind} has no {', '.join(sorted(unknown))}")

    @property
    def text(self) -> bytes:
        """The 256 bytes: UTF-16 little end first, every field filled with spaces."""
        letter, fields = KINDS[self.kind]
        says = {"kind": letter, **self.says}
        if self.kind == "foreigner_2023":
            whole = says.get("name", "")
            says = {**says, "name": whole[:FIRST_PART], "name_rest": whole[FIRST_PART:]}
        return b"".join(_filled(says.get(name, ""), length) for name, length in fields)

    @property
    def added_address_text(self) -> bytes:
        """The address that was added later, or nothing."""
        return _filled(self.added_address, ADDED_ADDRESS_BYTES) if self.added_address else b""


def _filled(text: str, length: int) -> bytes:
    return text.ljust(length // 2).encode("utf-16-le", "surrogatepass")[:length]
