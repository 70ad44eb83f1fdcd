"""Number plates of China (GA 36): what a typed plate looks like. A hint, never a refusal."""

import re
import unicodedata
from dataclasses import dataclass

PROVINCES = {
    "11": "京", "12": "津", "13": "冀", "14": "晋", "15": "蒙", "21": "辽", "22": "吉", "23": "黑",
    "31": "沪", "32": "苏", "33": "浙", "34": "皖", "35": "闽", "36": "赣", "37": "鲁", "41": "豫",
    "42": "鄂", "43": "湘", "44": "粤", "45": "桂", "46": "琼", "50": "渝", "51": "川", "52": "贵",
    "53": "云", "54": "藏", "61": "陕", "62": "甘", "63": "青", "64": "宁", "65": "新",
}  # fmt: skip
"""The plate's first character by the first two digits of a region (GB/T 2260)."""

_START = f"[{''.join(PROVINCES.values())}][A-HJ-NP-Z]"
_SHAPES = {
    "new_energy": re.compile(rf"{_START}(?:[A-HJK][A-HJ-NP-Z0-9][0-9]{{4}}|[0-9]{{5}}[A-HJK])"),
    "ordinary": re.compile(rf"{_START}[A-HJ-NP-Z0-9]{{5}}"),
    "special": re.compile(rf"{_START}[A-HJ-NP-Z0-9]{{4}}[挂学警港澳领]"),
}


@dataclass(frozen=True)
class PlateHint:
    """A typed plate, mended; ``shape`` is ordinary, new_energy, special, or None when it fits no shape."""

    plate: str
    shape: str | None


def plate_hint(text: str) -> PlateHint:
    """``text`` with full-width letters, lower case, blanks and the middle dot mended, and its shape."""
    narrow = unicodedata.normalize("NFKC", text).upper()
    plate = "".join(
        character for character in narrow if not character.isspace() and character not in "·・.-•"
    )
    return PlateHint(plate, next((name for name, shape in _SHAPES.items() if shape.fullmatch(plate)), None))


def home_province(region: str) -> str:
    """A plate's first character by the region of an identity number; ``""`` if unknown."""
    return PROVINCES.get(region[:2], "")
