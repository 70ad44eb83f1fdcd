"""XML documents one after another, found in whatever pieces they arrive in: one ends where its root closes.

Nothing is understood here but tags, quotes, comments and the like; ``element.py`` reads what was found. A
document that was cut off is noticed when the next begins inside it: no message stands in another."""

import re
from dataclasses import dataclass
from enum import Enum

from drivers._kit.strays import Strays
from drivers.poct1a.timers import DOCUMENT_SILENCE_S, NOISE_REPORT_S

DOCUMENT_LIMIT = 1 << 18
"""Bytes of one message. Ours: a result is under 8 KiB."""

DEPTH_LIMIT, ELEMENT_LIMIT = 32, 10_000
WAITING_LIMIT = DOCUMENT_LIMIT + (1 << 16)
"""Bytes that may wait unread; more is noise."""

_PASSED_OVER = b" \t\r\n\x0b\x1c\x1b\xef\xbb\xbf"
"""Between messages: white space, an MLLP block's edges, ESC, a byte order mark."""

_BEGINS = re.compile(rb"<\?xml[ \t\r\n]|<[A-Z]{3}(?:\.[A-Z]+)*\.R\d\d[ \t\r\n]*/?>")
_MAY_BEGIN = re.compile(rb"<(?:\?(?:x(?:m(?:l)?)?)?|[A-Z][A-Z.]*\d{0,2}[ \t\r\n]*/?)?")
_LONGEST_BEGIN = 32
_NAME_STARTS = re.compile(rb"[A-Za-z_:\x80-\xff]")
_IN_TEXT = re.compile(rb"[<\x0b]")
_IN_INSTRUCTION = re.compile(rb"[?<\x0b]")
_IN_TAG = re.compile(rb"[\"'<>\x0b]")
_IN_QUOTES = {0x22: re.compile(rb"[\"<\x0b]"), 0x27: re.compile(rb"['<\x0b]")}
_LONE = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>", b"<!": b">"}
"""What is passed over as a whole, and its end. An internal subset may end a DOCTYPE early: it is refused
anyway."""

BLOCK_START = 0x0B


class Kind(Enum):
    """What was found."""

    DOCUMENT = "a whole message"
    CUT = "a message that never ended, or goes too far"
    LEFT_OVER = "the rest of one"
    NOISE = "bytes that belong to nothing"


@dataclass(frozen=True, slots=True)
class Found:
    """``reason`` says how a cut one ended; ``length`` how long a rest was whose beginning is ``data``;
    ``block`` whether an MLLP block was opened before a whole one."""

    kind: Kind
    data: bytes
    reason: str = ""
    length: int = 0
    block: bool = False


class _In(Enum):
    NOTHING = 0
    TEXT = 1
    TAG = 2
    QUOTES = 3
    LONE = 4
    INSTRUCTION = 5
    REST = 6


class Documents:
    """One line's documents. ``_buffer`` begins with the one that is being read; ``_at`` is how far."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._strays = Strays()
        self._found: list[Found] = []
        self._byte_at = 0.0
        self._rest, self._rest_size = b"", 0
        self._block = False
        self._begin(_In.NOTHING)
        self._scans = {
            _In.NOTHING: self._nothing,
            _In.TEXT: self._text,
            _In.TAG: self._tag,
            _In.QUOTES: self._quotes,
            _In.LONE: self._lone,
            _In.INSTRUCTION: self._instruction,
            _In.REST: self._skip,
        }

    def _begin(self, mode: _In) -> None:
        self._mode = mode
        self._at = self._token = self._depth = self._elements = 0
        self._rooted = False
        self._quote = 0x22
        self._end = b""

    @property
    def due(self) -> float | None:
        """When silence means something."""
        times = [self._strays.at + NOISE_REPORT_S] if self._strays else []
        if self._mode is not _In.NOTHING:
            times.append(self._byte_at + DOCUMENT_SILENCE_S)
        return min(times, default=None)

    def push(self, data: bytes, now: float) -> None:
        """More bytes; none say nothing of when the last ones came."""
        if not data:
            return
        room = max(0, WAITING_LIMIT - len(self._buffer)) if self._buffer else len(data)
        self._buffer += data[:room]
        self._byte_at = now
        self._stray(data[room:], now)

    def next(self, now: float) -> Found | None:
        """What was found next, None when more bytes are needed."""
        while not self._found and self._scans[self._mode](now):
            pass
        return self._found.pop(0) if self._found else None

    def silence(self, due: float) -> None:
        """Nothing came until ``due``; ``next`` tells what that means."""
        if self._strays and self._strays.at + NOISE_REPORT_S <= due:
            self._report()
        elif self._mode is _In.REST:
            self._leave_rest(len(self._buffer))
            self._begin(_In.NOTHING)
        else:
            self._byte_at = due
            self._cut(len(self._buffer), "silence", _In.REST)

    def lost(self) -> None:
        """The line is gone."""
        self._report()
        if self._mode is _In.REST:
            self._leave_rest(len(self._buffer))
        elif self._mode is not _In.NOTHING:
            self._cut(len(self._buffer), "disconnected", _In.NOTHING)
        self._buffer.clear()
        self._begin(_In.NOTHING)

    # -- how what follows is read; False: more bytes are needed

    def _nothing(self, now: float) -> bool:
        found = self._buffer.find(b"<")
        end = found if found >= 0 else len(self._buffer)
        self._block = self._block or BLOCK_START in self._buffer[:end]
        self._stray(bytes(self._buffer[:end].translate(None, _PASSED_OVER)), now)
        del self._buffer[:end]
        if found < 0:
            return False
        self._byte_at = now
        self._begin(_In.TEXT)
        return True

    def _text(self, now: float) -> bool:
        found = self._search(_IN_TEXT)
        if found is None:
            return False
        if self._buffer[found] == BLOCK_START:
            return self._next_block(found)
        begins = self._begins(found)
        if begins is None:
            return self._wait(found)
        return self._restart(found) if begins else self._open(found, now)

    def _open(self, at: int, now: float) -> bool:
        """What the ``<`` at ``at`` begins, none of it being a new message."""
        head = bytes(self._buffer[at : min(at + 9, DOCUMENT_LIMIT)])
        for start, end in _LONE.items():
            if head.startswith(start):
                self._token, self._at = at, at + len(start)
                self._end, self._mode = end, _In.INSTRUCTION if start == b"<?" else _In.LONE
                return True
            if len(head) < len(start) and start.startswith(head):
                return self._wait(at)
        if _NAME_STARTS.match(head, 1) or (head[1:2] == b"/" and self._rooted):
            self._token, self._at = at, at + 1
            self._rooted, self._mode = True, _In.TAG
            return True
        if self._rooted:
            self._at = at + 1
            return True
        return self._no_document(at, now)

    def _no_document(self, at: int, now: float) -> bool:
        """Neither a message nor a part of one."""
        self._stray(bytes(self._buffer[: at + 1]), now)
        del self._buffer[: at + 1]
        self._begin(_In.NOTHING)
        return True

    def _tag(self, now: float) -> bool:
        found = self._search(_IN_TAG)
        if found is None:
            return False
        mark = self._buffer[found]
        if mark == BLOCK_START:
            return self._next_block(found)
        if mark == ord("<"):
            self._at, self._mode = found, _In.TEXT
        elif mark == ord(">"):
            self._close_tag(found)
        else:
            self._at, self._quote, self._mode = found + 1, mark, _In.QUOTES
        return True

    def _close_tag(self, at: int) -> None:
        self._at, self._mode = at + 1, _In.TEXT
        if self._buffer[self._token + 1] == ord("/"):
            self._depth -= 1
        else:
            self._elements += 1
            self._depth += self._buffer[at - 1] != ord("/")
        if self._depth <= 0:
            self._report()
            self._found.append(Found(Kind.DOCUMENT, bytes(self._buffer[: at + 1]), block=self._block))
            del self._buffer[: at + 1]
            self._block = False
            self._begin(_In.NOTHING)
        elif self._depth > DEPTH_LIMIT:
            self._cut(at + 1, "too_deep", _In.REST)
        elif self._elements > ELEMENT_LIMIT:
            self._cut(at + 1, "too_many", _In.REST)

    def _quotes(self, _: float) -> bool:
        found = self._search(_IN_QUOTES[self._quote])
        if found is None:
            return False
        mark = self._buffer[found]
        if mark == BLOCK_START:
            return self._next_block(found)
        if mark != ord("<"):
            self._mode = _In.TAG
        else:
            begins = self._begins(found)
            if begins is None:
                return self._wait(found)
            if begins:
                return self._restart(found)
        self._at = found + 1
        return True

    def _lone(self, _: float) -> bool:
        size = len(self._end)
        found = self._buffer.find(self._end, self._at, self._limit)
        if found < 0:
            self._at = max(self._at, self._limit - size + 1)
            return self._more()
        self._at, self._mode = found + size, _In.TEXT
        return True

    def _instruction(self, _: float) -> bool:
        """Such as the declaration, which may be cut off before its end."""
        found = self._search(_IN_INSTRUCTION)
        if found is None:
            return False
        mark = self._buffer[found]
        if mark == BLOCK_START:
            return self._next_block(found)
        if mark == ord("<"):
            begins = self._begins(found, inside=True)
            if begins is None:
                return self._wait(found)
            if begins:
                return self._restart(found)
        elif found + 1 >= self._limit:
            return self._wait(found)
        elif self._buffer[found + 1] == ord(">"):
            self._at, self._mode = found + 2, _In.TEXT
            return True
        self._at = found + 1
        return True

    def _skip(self, _: float) -> bool:
        """The rest of a message that was given up, until another begins."""
        found = _BEGINS.search(self._buffer)
        block = self._buffer.find(BLOCK_START)
        if block >= 0 and (not found or block < found.start()):
            self._leave_rest(block)
            self._begin(_In.NOTHING)
            return True
        if found:
            self._leave_rest(found.start())
            self._begin(_In.TEXT)
            return True
        last = self._buffer.rfind(b"<", max(0, len(self._buffer) - _LONGEST_BEGIN))
        keep = last if last >= 0 and _MAY_BEGIN.fullmatch(self._buffer, last) else len(self._buffer)
        self._drop(keep)
        return False

    # -- parts of these

    @property
    def _limit(self) -> int:
        return min(len(self._buffer), DOCUMENT_LIMIT)

    def _search(self, pattern: re.Pattern[bytes]) -> int | None:
        found = pattern.search(self._buffer, self._at, self._limit)
        if found:
            return found.start()
        self._at = self._limit
        self._more()
        return None

    def _more(self) -> bool:
        """More bytes are needed; but a message has its limit."""
        if len(self._buffer) > DOCUMENT_LIMIT:
            self._cut(DOCUMENT_LIMIT, "too_long", _In.REST)
        return False

    def _wait(self, at: int) -> bool:
        self._at = at
        return self._more()

    def _begins(self, at: int, *, inside: bool = False) -> bool | None:
        """Whether a new message begins at ``at``, inside one; None when that cannot be said yet."""
        if not at:
            return False
        head = bytes(self._buffer[at : min(at + _LONGEST_BEGIN, self._limit)])
        declared = head[1:2] in (b"?", b"")
        if not (self._rooted or declared or inside):
            return False
        if _BEGINS.match(head):
            return True
        return None if len(head) < _LONGEST_BEGIN and _MAY_BEGIN.fullmatch(head) else False

    def _restart(self, at: int) -> bool:
        self._cut(at, "no_terminator", _In.TEXT)
        return True

    def _next_block(self, at: int) -> bool:
        self._cut(at, "no_terminator", _In.NOTHING)
        return True

    def _cut(self, at: int, reason: str, then: _In) -> None:
        self._report()
        if at:
            self._found.append(Found(Kind.CUT, bytes(self._buffer[:at]), reason))
        del self._buffer[:at]
        self._begin(then)

    def _drop(self, size: int) -> None:
        self._rest += bytes(self._buffer[: max(0, min(size, 256 - len(self._rest)))])
        self._rest_size += size
        del self._buffer[:size]

    def _leave_rest(self, size: int) -> None:
        self._drop(size)
        if self._rest_size:
            self._found.append(Found(Kind.LEFT_OVER, self._rest, length=self._rest_size))
        self._rest, self._rest_size = b"", 0

    def _stray(self, data: bytes, now: float) -> None:
        self._found += [Found(Kind.NOISE, piece) for piece in self._strays.add(bytes(data), now)]

    def _report(self) -> None:
        self._found += [Found(Kind.NOISE, piece) for piece in self._strays.rest()]
