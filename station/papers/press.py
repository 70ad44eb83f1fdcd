"""Sets a template with its data and gives back the PDF."""

import json
from collections.abc import Mapping
from datetime import datetime
from importlib import resources
from pathlib import Path

from station.domain.errors import StationError
from station.papers.bilingual import labels
from station.papers.fonts import FAMILY, MONO_FAMILY, require_fonts
from station.papers.imprint import Imprint, qr_svg
from station.papers.literal import Printable, literal_tree
from station.papers.local_time import local_time
from station.papers.signatory import both

_STAMPED = ("training", "simulated")
_TEMPLATES = Path(str(resources.files("station.papers") / "templates"))


def press(template: str, values: Mapping[str, Printable], origin: str, imprint: Imprint) -> bytes:
    """The PDF of ``templates/<template>.typ``: the same bytes for the same input.

    ``values`` reach the template as JSON, never as markup. Raises ``paper.font_missing`` and
    ``paper.not_printed``.
    """
    sheet = {
        **values,
        "stamp": both(labels("paper.stamp")[origin]) if origin in _STAMPED else None,
        "imprint": _imprint(imprint),
        "labels": {name: both(words) for name, words in labels("paper").items()},
    }
    fonts = {"text": FAMILY, "mono": MONO_FAMILY}
    return _compile(
        template,
        {
            "data": json.dumps(literal_tree(sheet), ensure_ascii=False),
            "fonts": json.dumps(fonts),
            "qr": qr_svg(imprint.checkpoint),
        },
        imprint.printed_at,
    )


def _imprint(imprint: Imprint) -> Printable:
    return {
        "letters": list(imprint.letters),
        "position": both(imprint.position),
        "software": imprint.software,
        "rule_pack": imprint.rule_pack,
        "printed_at": local_time(imprint.printed_at),
    }


def _compile(template: str, inputs: dict[str, str], printed_at: datetime) -> bytes:
    fonts = require_fonts()
    import typst

    try:
        # A compiler is cheap next to its fonts, and one cannot be used from two threads at once.
        compiler = typst.Compiler(_TEMPLATES / f"{template}.typ", _TEMPLATES, fonts, sys_inputs=inputs)
        pdf, _ = compiler.compile_with_warnings(format="pdf", timestamp=int(printed_at.timestamp()))
    except (RuntimeError, OSError) as error:
        raise StationError("paper.not_printed", paper=template) from error
    if not isinstance(pdf, bytes):
        raise StationError("paper.not_printed", paper=template)
    return pdf
