"""What an act is worth: plain arithmetic, without the database.

    points per unit x units x coefficient, rounded, then cut by the caps

Everything is an integer. Points are tenths, a coefficient is percent, and time served is minutes against the minutes
of one unit, so that 50 minutes at 2 points an hour are computed as one fraction and rounded once: to a tenth, half
up. A rule per time served counts in proportion; it does not wait for a full unit.

Caps come after the coefficient. Several may apply to one act: once per period by the kind of the rule, the cap of the
rule, the cap of its group. The one that leaves the least room decides, and the award says which one it was. A
deduction has its own cap at most: what was taken for litter does not use up what may be earned by sweeping. A reset
has none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from points import conf
from points.amounts import format_points
from points.errors import (
    AwardTooLarge,
    InvalidQuantity,
    MinutesNeeded,
    PointsFixed,
    PointsOutOfRange,
    RuleIncomplete,
    UnknownDifficulty,
)
from points.rules.acts import Act, Award, CapKey
from points.rules.models import CapPeriod, Rule

_KIND = Rule.Kind
_COUNTS_ONE = frozenset({_KIND.PER_PERIOD, _KIND.ONE_OFF, _KIND.RESET})
_TAKES = frozenset({_KIND.DEDUCTION, _KIND.RESET})
_PERIOD_OF_UNIT = {
    "日": CapPeriod.DAY,
    "天": CapPeriod.DAY,
    "day": CapPeriod.DAY,
    "月": CapPeriod.MONTH,
    "month": CapPeriod.MONTH,
    "季度": CapPeriod.QUARTER,
    "季": CapPeriod.QUARTER,
    "quarter": CapPeriod.QUARTER,
    "年": CapPeriod.YEAR,
    "year": CapPeriod.YEAR,
}


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A cap as it applies to one act."""

    span: CapPeriod
    cap: int | None
    """Tenths; None for a rule that counts only once in its period."""
    group: str = ""
    key: CapKey | None = None
    """Where its use is counted; None for a cap on each single act."""

    def room(self, used: Mapping[CapKey, int]) -> int | None:
        """Tenths that are left; None for no bound."""
        spent = used.get(self.key, 0) if self.key else 0
        if self.cap is None:
            return 0 if spent else None
        return max(0, self.cap - spent)


def period_name(day: date, span: CapPeriod) -> str:
    """The period that a day lies in, as it is kept: `2026`, `2026Q4`, `2026-11`, `2026-11-21`, `once`."""
    match span:
        case CapPeriod.DAY:
            return day.isoformat()
        case CapPeriod.MONTH:
            return f"{day:%Y-%m}"
        case CapPeriod.QUARTER:
            return f"{day.year}Q{(day.month + 2) // 3}"
        case CapPeriod.YEAR:
            return f"{day.year}"
        case _:
            return "once"


def span_of(rule: Rule) -> CapPeriod:
    """In which period a rule counts once: by its unit, else by its cap. Refuses with `rule_incomplete`."""
    if rule.kind == _KIND.ONE_OFF:
        return CapPeriod.ONCE
    span = _PERIOD_OF_UNIT.get(rule.unit.strip().lower().removeprefix("每"))
    if span is None and rule.cap_period not in {"", CapPeriod.EVENT}:
        span = CapPeriod(rule.cap_period)
    if span is None:
        raise RuleIncomplete(code=rule.code, name=rule.name)
    return span


def limits_of(act: Act, rule: Rule) -> list[Limit]:
    """The caps that apply, the narrowest reason first."""
    if rule.kind == _KIND.RESET:
        return []
    # Whose rules they are: the town and the community may both have a rule A1.
    book = f"{act.community.id}:{act.account.book}"
    limits = []
    if rule.kind in {_KIND.PER_PERIOD, _KIND.ONE_OFF}:
        limits.append(_limit(act, rule, f"rule:{book}:{rule.code}", span=span_of(rule), cap=None))
    if rule.cap is not None:
        span = CapPeriod(rule.cap_period)
        limits.append(_limit(act, rule, f"rule:{book}:{rule.code}", span=span, cap=rule.cap))
    group = rule.cap_group
    if group and rule.kind not in _TAKES:
        scope = f"group:{book}:{group.name}"
        limits.append(_limit(act, rule, scope, span=CapPeriod(group.period), cap=group.cap, group=group.name))
    return limits


def _limit(act: Act, rule: Rule, scope: str, *, span: CapPeriod, cap: int | None, group: str = "") -> Limit:
    if span == CapPeriod.EVENT:
        return Limit(span=span, cap=cap, group=group)
    is_for_each = rule.applies_to == Rule.AppliesTo.PERSON and act.resident
    subject = f"resident:{act.resident.id}" if is_for_each and act.resident else f"account:{act.account.id}"
    return Limit(span=span, cap=cap, group=group, key=(subject, scope, period_name(act.occurred_on, span)))


def cap_keys(limits: Iterable[Limit]) -> list[CapKey]:
    """Where these limits are counted, each place once."""
    return list(dict.fromkeys(limit.key for limit in limits if limit.key))


def most_used(award: Award, limits: Iterable[Limit]) -> dict[CapKey, int]:
    """How much may be used of each cap afterwards, if an award that was valued with nothing used is to stand."""
    amount, most = abs(award.amount), dict[CapKey, int]()
    for limit in limits:
        if limit.key:
            # A cut names the cap that made it; where another one had been used, it might be the other.
            full = amount if limit.cap is None or award.cut else limit.cap
            most[limit.key] = min(full, most.get(limit.key, full))
    return most


def value(act: Act, rule: Rule, *, limits: Sequence[Limit], used: Mapping[CapKey, int], balance: int) -> Award:
    """The award for `act` by `rule`, when `used` is drawn from its `limits` and `balance` is on the account.

    Refuses with `invalid_quantity`, `minutes_needed`, `points_out_of_range`, `points_fixed`, `unknown_difficulty`,
    `award_too_large`, `rule_incomplete`.
    """
    _refuse_unfit(act, rule)
    percent = _percent(act, rule)
    if rule.kind == _KIND.RESET:
        plain, gross, is_rounded = balance, balance, False
    else:
        plain, _ = _gross(act, rule, 100)
        gross, is_rounded = _gross(act, rule, percent)
        _refuse_too_large(gross)
    bound, amount = _cut(gross, limits, used)
    sign = -1 if rule.kind in _TAKES else 1
    figures = (
        _figures(act, rule)
        | _cap_figures(bound)
        | {
            "percent": percent,
            "plain": sign * plain,
            "gross": sign * gross,
            "amount": sign * amount,
            "cut": gross - amount,
            "is_rounded": is_rounded,
            "uses": [list(key) for key in cap_keys(limits)] if amount else [],
        }
    )
    return Award(rule=rule, amount=sign * amount, cut=gross - amount, percent=percent, explanation=figures)


def _refuse_unfit(act: Act, rule: Rule) -> None:
    if act.quantity < 1 or (act.quantity > 1 and rule.kind in _COUNTS_ONE):
        raise InvalidQuantity(name=rule.name, quantity=act.quantity)
    if rule.kind == _KIND.PER_HOUR and (act.minutes is None or act.minutes < 0):
        raise MinutesNeeded(name=rule.name)
    if rule.kind != _KIND.RANGE:
        if act.points is not None:
            raise PointsFixed(name=rule.name)
    elif act.points is None or not rule.points <= act.points <= (rule.points_most or 0):
        raise PointsOutOfRange(
            name=rule.name, least=format_points(rule.points), most=format_points(rule.points_most or 0)
        )


def _refuse_too_large(gross: int) -> None:
    # Before the caps: a slip that a cap would hide is still a slip.
    largest = conf.settings().largest_award
    if gross > largest:
        raise AwardTooLarge(amount=format_points(gross), largest=format_points(largest))


def _percent(act: Act, rule: Rule) -> int:
    if not act.difficulty:
        return 100
    percent = rule.difficulties.get(act.difficulty)
    if percent is None:
        raise UnknownDifficulty(name=rule.name, difficulty=act.difficulty)
    return int(percent)


def _gross(act: Act, rule: Rule, percent: int) -> tuple[int, bool]:
    """Tenths before the caps, and whether they had to be rounded."""
    points = act.points if rule.kind == _KIND.RANGE and act.points is not None else abs(rule.points)
    above, below = points * act.quantity * percent, 100
    if rule.kind == _KIND.PER_HOUR:
        above *= act.minutes or 0
        below *= rule.minutes_per_unit or 1
    return (2 * above + below) // (2 * below), above % below != 0


def _cut(gross: int, limits: Iterable[Limit], used: Mapping[CapKey, int]) -> tuple[Limit | None, int]:
    """The limit that cuts, if one does, and what it leaves."""
    bound, amount = None, gross
    for limit in limits:
        room = limit.room(used)
        if room is not None and room < amount:
            bound, amount = limit, room
    return bound, amount


def _figures(act: Act, rule: Rule) -> dict[str, Any]:
    return {
        "kind": str(rule.kind),
        "code": rule.code,
        "name": rule.name,
        "unit": rule.unit,
        "book": rule.rule_book.name,
        "version": rule.rule_book.version,
        "points": rule.points,
        "points_most": rule.points_most,
        "span": str(span_of(rule)) if rule.kind == _KIND.PER_PERIOD else "",
        "quantity": act.quantity,
        "minutes": act.minutes,
        "minutes_per_unit": rule.minutes_per_unit,
        "difficulty": act.difficulty,
    }


def _cap_figures(bound: Limit | None) -> dict[str, Any]:
    if bound is None:
        return {}
    return {"cap": bound.cap, "cap_period": str(bound.span), "cap_group": bound.group}
