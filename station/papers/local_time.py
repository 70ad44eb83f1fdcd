"""Times as the papers show them: the station's local time, to the second."""

from datetime import datetime, timedelta, timezone

# A fixed offset: Asia/Shanghai has had no other since 1991, and a bare laptop may lack the zone database.
LOCAL_ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")


def local_time(at: datetime) -> str:
    """``2026-11-24 02:13:08`` in local time; ValueError for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError("a time on paper needs its zone")
    return at.astimezone(LOCAL_ZONE).strftime("%Y-%m-%d %H:%M:%S")


def local_time_or_none(at: datetime | None) -> str | None:
    """As :func:`local_time`, for a time that may not have come."""
    return None if at is None else local_time(at)
