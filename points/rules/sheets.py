"""Valuing many acts at once: a sheet has thousands of acts and a handful of shapes.

The shape of an act is all that its worth depends on as long as the caps have room: the rule on its day, how often, how
long, how difficult. So a shape is valued once, as if nothing had been used of any cap, and what its acts come to is
drawn from their caps in one statement that also says what had been used before. Then the acts are gone through in the
order given. Where a cap has no room for all of an act it is valued by itself, with what the acts before it left, and
what was drawn too much is given back.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from points.ledger import services as ledger
from points.rules import caps, queries
from points.rules.acts import Act, Award, CapKey
from points.rules.models import Rule
from points.rules.valuation import limits_of, most_used, value

_json = json.JSONEncoder(ensure_ascii=False, default=str).encode


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the use of a cap is counted, for whomever the act is about."""

    is_for_each: bool
    """For the resident who did it, not for the account as a whole."""
    scope: str
    period: str
    most: int
    """How much may be used of it when an act that gets all of its worth has been counted."""
    tail: str
    """The key as JSON after the subject."""


@dataclass(frozen=True, slots=True)
class _Shape:
    rule: Rule
    full: Award
    places: tuple[_Place, ...]
    cost: int
    """Tenths that an act draws from each of its caps."""
    head: str
    """The explanation as JSON, up to the caps that an act draws on."""


class Valued(NamedTuple):
    """What an act comes to, and why."""

    award: Award
    """Of the act alone, or the one that all acts of its shape share."""
    text: str
    """The explanation as JSON, with the caps that this act draws on."""


def value_all(acts: Sequence[Act], funds: Mapping[int, ledger.Funds]) -> list[Valued]:
    """The awards of the acts in the order given; their accounts are locked and hold `funds`. Draws on the caps.

    Refuses as `valuation.value` does, and with `no_rule_book`, `unknown_rule`.
    """
    shapes = _shapes_of(acts)
    keys = [_keys(act, shape) for act, shape in zip(acts, shapes, strict=True)]
    used = _draw(shapes, keys)
    too_much: defaultdict[CapKey, int] = defaultdict(int)
    balances: dict[int, int] = {}
    valued = []
    for act, shape, places in zip(acts, shapes, keys, strict=True):
        account = act.account.id
        balance = balances.get(account)
        if balance is None:
            balance = funds[account].balance
        if shape.rule.kind == Rule.Kind.RESET or not _has_room(shape, places, used):
            limits = limits_of(act, shape.rule)
            award = value(act, shape.rule, limits=limits, used=used, balance=balance)
            text = _json(award.explanation)
            for key in places:
                too_much[key] += abs(award.amount) - shape.cost
        else:
            # The award of the shape; only whose caps it draws on is this act's own.
            award = shape.full
            uses = [f'["{key[0]}", {place.tail}' for key, place in zip(places, shape.places, strict=True)]
            text = f"{shape.head}{', '.join(uses)}]}}"
        for key in places:
            used[key] += abs(award.amount)
        balances[account] = balance + max(award.amount, funds[account].held - balance)
        valued.append(Valued(award, text))
    caps.add(too_much)
    return valued


def _shapes_of(acts: Sequence[Act]) -> list[_Shape]:
    marks = [_mark(act) for act in acts]
    first = dict(zip(reversed(marks), reversed(acts), strict=True))
    samples = {mark: first[mark] for mark in dict.fromkeys(marks)}
    rules = queries.rules_for(list(samples.values()))
    shapes = {mark: _shape(act, rule) for (mark, act), rule in zip(samples.items(), rules, strict=True)}
    return [shapes[mark] for mark in marks]


def _mark(act: Act) -> tuple[Any, ...]:
    """Equal for acts of one shape."""
    about = (act.community.id, act.account.book, act.rule_code, act.occurred_on, act.resident is None)
    return (*about, act.quantity, act.minutes, act.difficulty, act.points)


def _shape(act: Act, rule: Rule) -> _Shape:
    limits = limits_of(act, rule)
    full = value(act, rule, limits=limits, used={}, balance=0)
    places = tuple(
        _Place(
            is_for_each=subject.startswith("resident:"),
            scope=scope,
            period=period,
            most=most,
            tail=f"{_json(scope)}, {_json(period)}]",
        )
        for (subject, scope, period), most in most_used(full, limits).items()
    )
    head = _json({**full.explanation, "uses": []})[:-2]
    return _Shape(rule, full, places if full.amount else (), abs(full.amount), head)


def _keys(act: Act, shape: _Shape) -> list[CapKey]:
    return [(_subject(act, place), place.scope, place.period) for place in shape.places]


def _subject(act: Act, place: _Place) -> str:
    return f"resident:{act.resident.id}" if place.is_for_each and act.resident else f"account:{act.account.id}"


def _draw(shapes: Sequence[_Shape], keys: Sequence[Sequence[CapKey]]) -> dict[CapKey, int]:
    """Draw all of every act; returns what had been used before."""
    amounts: defaultdict[CapKey, int] = defaultdict(int)
    for shape, places in zip(shapes, keys, strict=True):
        for key in places:
            amounts[key] += shape.cost
    return caps.draw(amounts)


def _has_room(shape: _Shape, keys: Sequence[CapKey], used: Mapping[CapKey, int]) -> bool:
    for key, place in zip(keys, shape.places, strict=True):  # noqa: SIM110 - half the time of a generator
        if used[key] + shape.cost > place.most:
            return False
    return True
