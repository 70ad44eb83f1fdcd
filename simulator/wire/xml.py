"""The little XML of POCT1-A2: elements valued by an attribute, and where a document ends in a stream."""

import re

LIMIT_BYTES = 256 * 1024
"""A document is never this long; what is, is thrown away."""

_TOKEN = re.compile(
    rb"""<!--.*?-->|<!\[CDATA\[.*?\]\]>|<!DOCTYPE[^[>]*(?:\[.*?\]\s*)?>|<\?.*?\?>|</[^>]*>|<(?![!?/])[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""",
    re.DOTALL,
)
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def element(name: str, *children: str, **attributes: str) -> str:
    """One element as text, written without blanks; its children are elements or text already escaped."""
    words = "".join(f' {key}="{escaped(value)}"' for key, value in attributes.items())
    inside = "".join(children)
    return f"<{name}{words}>{inside}</{name}>" if inside else f"<{name}{words}/>"


def escaped(text: str) -> str:
    """Text fit for an element or an attribute; characters that XML cannot carry are left out."""
    return "".join(sign for sign in text if sign.isprintable()).translate(_ENTITIES)


class Documents:
    """Finds where each document of a stream closes its root element; what stands between is passed over.

    A closing tag of the root's name is an end also when something inside was left open.
    """

    def __init__(self) -> None:
        self._pending = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The documents that are now whole, each from its first `<` to the end of its root."""
        self._pending += data
        found = []
        while (end := self._end()) is not None:
            found.append(bytes(self._pending[:end]))
            del self._pending[:end]
        if len(self._pending) > LIMIT_BYTES:
            self.clear()
        return found

    def clear(self) -> None:
        """Forgets what is not whole."""
        self._pending.clear()

    def _end(self) -> int | None:
        start = self._pending.find(b"<")
        del self._pending[: start if start >= 0 else len(self._pending)]
        depth = place = 0
        root = b""
        while (token := _TOKEN.match(self._pending, place)) is not None:
            depth += _step(token[0])
            if not token[0].startswith((b"<?", b"<!")):
                root = root or _name(token[0])
                if depth <= 0 or (token[0].startswith(b"</") and _name(token[0]) == root):
                    return token.end()
            place = self._pending.find(b"<", token.end())
            if place < 0:
                return None
        return None


def _name(token: bytes) -> bytes:
    return token.strip(b"</>").split(None, 1)[0] if token.strip(b"</> \t\r\n") else b""


def _step(token: bytes) -> int:
    if token.startswith(b"</"):
        return -1
    return 0 if token.startswith((b"<?", b"<!")) or token.endswith(b"/>") else 1
