"""An entry of a calendar, and how it is written for the apps of others (RFC 5545).

Times carry the zone of the site and its definition, so that eight o'clock stays eight o'clock on a phone abroad. The
identity of an entry never changes; what does is counted by the seconds at which it changed, so that an app takes the
newer one of two. Nothing in it depends on when it was asked for, so an unchanged feed is the same bytes.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils import timezone
from icalendar import Calendar, Event

_PRODUCT = "-//wagtail-volunteer-points//points//EN"
_READ_AGAIN = timedelta(hours=1)


class Status(StrEnum):
    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One shift in somebody's calendar."""

    uid: str
    title: str
    place: str
    kind: str
    text: str
    starts_at: datetime
    ends_at: datetime
    status: Status
    changed_at: datetime
    sequence: int
    path: str
    """Of its page."""


def version_of(name: str, entries: Sequence[Entry]) -> str:
    """As an ETag; known before anything is written."""
    facts = repr([name, timezone.get_current_timezone_name(), *entries])
    return f'"{hashlib.sha256(facts.encode()).hexdigest()[:32]}"'


def written(name: str, entries: Sequence[Entry], *, site: str) -> bytes:
    """A calendar file; `site` is the beginning of the addresses, such as `https://example.org`."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.calendar_name = " ".join(name.split())
    calendar.add("x-wr-timezone", timezone.get_current_timezone_name())
    calendar.add("refresh-interval", _READ_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry, site))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(entry: Entry, site: str) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("summary", entry.title)
    event.add("dtstart", timezone.localtime(entry.starts_at))
    event.add("dtend", timezone.localtime(entry.ends_at))
    # Of a feed that is published, this is when the entry was last changed.
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("status", str(entry.status))
    event.add("categories", [entry.kind])
    event.add("url", site + entry.path)
    event.add("description", "\n\n".join(filter(None, [entry.text, site + entry.path])))
    if entry.place:
        event.add("location", entry.place)
    return event
