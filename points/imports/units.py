"""The units that rule books use, and what they say about the kind of a rule.

`次` is an event and `2小时` a time, `月` means once a month, `一次性` once in all, and `次(5-10分 评议定)` that a panel
picks a value in the range.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import normalize

from points.amounts import parse_points
from points.rules.models import Rule

_EVENT = re.compile("[人户场]?次|[人户条项件个份篇本场期幅]|课时?|event|time|person|item|piece|session|lesson")
_PERIOD = re.compile("[日天月年]|季度?|day|month|quarter|year")
_ONCE = re.compile("一次性|once|one-off")
_TIME = re.compile(r"(?P<count>半|[0-9]{1,3}(?:\.[0-9])?)?个?(?P<unit>小时|hours?|h|分钟|minutes?|min)")
_POINTS = r"[0-9]{1,9}(?:\.[0-9])?"
_RANGE = re.compile(rf"(?P<unit>[^()]+)\((?P<least>{_POINTS})[-~至到](?P<most>{_POINTS})分?(?:[^()0-9.][^()]*)?\)")
_WORDS = {Rule.Kind.PER_EVENT: _EVENT, Rule.Kind.PER_PERIOD: _PERIOD, Rule.Kind.ONE_OFF: _ONCE}

# Places that write traditional characters use the same units.
_SIMPLIFIED = str.maketrans("條項個戶場課時鐘", "条项个户场课时钟")

EXAMPLES = "次, 小时, 2小时, 月, 季度, 年, 一次性, 次(5-10分)"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What a unit says."""

    kind: Rule.Kind
    unit: str
    minutes: int | None = None
    """Of one unit, for time served."""
    least: int | None = None
    most: int | None = None
    """Tenths, for a range."""


def read_unit(text: str) -> Measure | None:
    """None for a unit that is not known."""
    written = normalize("NFKC", text).strip()
    compact = written.replace(" ", "").removeprefix("每").removeprefix("/").lower().translate(_SIMPLIFIED)
    if ranged := _RANGE.fullmatch(compact):
        return _ranged(ranged)
    if timed := _TIME.fullmatch(compact):
        minutes = _minutes(timed)
        return Measure(kind=Rule.Kind.PER_HOUR, unit=written, minutes=minutes) if minutes else None
    for kind, words in _WORDS.items():
        if words.fullmatch(compact):
            return Measure(kind=kind, unit=written)
    return None


def _ranged(match: re.Match[str]) -> Measure | None:
    if not _EVENT.fullmatch(match["unit"]):
        return None
    least, most = parse_points(match["least"]), parse_points(match["most"])
    return Measure(kind=Rule.Kind.RANGE, unit=match["unit"], least=least, most=most) if least <= most else None


def _minutes(match: re.Match[str]) -> int | None:
    """Whole minutes, or None: 1.3 minutes are none."""
    count = Decimal("0.5") if match["count"] == "半" else Decimal(match["count"] or 1)
    minutes = count * (60 if match["unit"] in {"小时", "hour", "hours", "h"} else 1)
    return int(minutes) if minutes > 0 and minutes == int(minutes) else None
