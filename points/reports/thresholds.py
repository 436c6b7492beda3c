"""From where on something stands on the auditor's list.

Each figure is chosen so that an ordinary week of an ordinary community stays below it: a list that is long every day is
read by nobody. A line says both the figure and the threshold, so that whoever reads it can judge by himself.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """Every threshold with its figure."""

    approval_seconds: int = 120
    """Hours that are confirmed sooner after they were recorded can hardly have been looked at."""

    round_entries: int = 8
    """So many entries of one person, all of them full hours. Fewer may be chance, or one event."""

    round_shifts: int = 3
    """At so many shifts at least: one event that lasted two hours says nothing."""

    night_from: int = 22
    """First hour of the night, on the clock of the site."""

    night_until: int = 6
    """First hour of the morning."""

    many_people: int = 10
    """So many people entered by hand on one day, by one person."""

    many_percent: int = 50
    """And they are no less than this part of all who came to those shifts: a few slips of paper are ordinary."""

    device_logins: int = 3
    """So many logins that scanned with one device."""

    scan_seconds: float = 1.0
    """Two people who are scanned sooner after each other: nobody holds out two cards in a second."""

    scan_stretch: int = 5
    """So many scans in a row that were that fast."""

    most_days: int = 92
    """The list is made anew whenever somebody asks, for no more days at once."""

    most_lines: int = 200
    """Of one kind; beyond that a shorter time or one community is asked for."""


THRESHOLDS = Thresholds()
