"""Where a value stands in a message. Each protocol has places of its own; a profile writes them as text."""


class Place:
    """Base of a protocol's places: a field of a record, an attribute of an element, a named part of a
    line."""

    __slots__: tuple[str, ...] = ()
