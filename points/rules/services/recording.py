"""Booking acts as a part of a larger request: a shift that is closed, a month that is posted.

The caller has permitted, and has written its key first in the transaction. Accounts are locked before the caps, in
the order of their ids. Then everything is computed in memory, act by act in the order given, so that the second act
of a batch sees what the first one left of a cap; and it is written in a few statements however many acts there are.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any

from django.utils import timezone

from points import statements
from points.errors import FutureDate, KeyTaken
from points.ledger import services as ledger
from points.ledger.models import Account, Book, Transfer
from points.permissions import User
from points.rules import rows, sheets, totals
from points.rules.acts import Act, Award
from points.rules.models import AwardRecord
from points.unread import Unread

Progress = Callable[[int, int], None]
"""Called with (done, total) while a batch is written; the whole still commits once."""


class Records(Unread[AwardRecord]):
    """The records of a batch, each built when it is read."""

    def __init__(self, count: int, build: Callable[[int], AwardRecord], *, amount: int) -> None:
        super().__init__(count, build)
        self.amount = amount
        """Tenths that all of them came to."""


def record(act: Act, *, by: User | None) -> AwardRecord:
    """Value one act and book it. Must run inside a transaction.

    Refuses with `future_date`, `no_rule_book`, `unknown_rule`, `key_taken` and whatever `valuation.value` refuses.
    """
    [valued] = sheets.value_all([act], _lock([act]))
    transfers = [ledger.move(posting, by=by) for posting in _postings([act], [valued.award])]
    moved = ledger.Moved(
        ids=[one.id for one in transfers], taken=[one.amount for one in transfers], transfers=transfers
    )
    return _write([act], [valued], moved, by)[0]


def record_many(acts: Sequence[Act], *, by: User | None, key: str, progress: Progress | None = None) -> Records:
    """Value and book all acts or none, in the order given; each record is built when it is read.

    Must run inside a transaction. Refuses as `record` does; `key` names the batch. `progress(done, total)` is called
    while transfers are written.
    """
    funds = _lock(acts)
    valued = sheets.value_all(acts, funds)
    postings = _postings(acts, [award for award, _ in valued])
    moved = ledger.Moved(ids=(), taken=(), transfers=())
    if postings:
        moved = ledger.move_many(postings, key=key, by=by, progress=progress, locked=funds)
    return _write(acts, valued, moved, by)


def _lock(acts: Sequence[Act]) -> dict[int, ledger.Funds]:
    _refuse_future(acts)
    return ledger.lock_holders(sorted({act.account.id for act in acts}))


def _refuse_future(acts: Sequence[Act]) -> None:
    today, zone, days = timezone.localdate(), timezone.get_current_timezone(), dict[datetime, date]()
    for act in acts:
        # What the property would keep, without asking for the time zone once for each line of a month.
        at = act.occurred_at
        on = act.__dict__.setdefault("occurred_on", days.get(at) or days.setdefault(at, timezone.localdate(at, zone)))
        if on > today:
            raise FutureDate(day=on.isoformat())


def _postings(acts: Sequence[Act], awards: Sequence[Award]) -> list[ledger.Posting]:
    """A transfer for each award that moves something."""
    issued = {book: ledger.system_account("issued", book=Book(book)) for book in {act.account.book for act in acts}}
    return [
        _posting(act, award, issued[act.account.book]) for act, award in zip(acts, awards, strict=True) if award.amount
    ]


def _posting(act: Act, award: Award, issued: Account) -> ledger.Posting:
    gives = award.amount > 0
    return ledger.Posting(
        debit=issued if gives else act.account,
        credit=act.account if gives else issued,
        amount=abs(award.amount),
        kind=Transfer.Kind.AWARD if gives else Transfer.Kind.DEDUCTION,
        key=act.key,
        occurred_on=act.occurred_on,
        memo=award.rule.name,
    )


def _write(acts: Sequence[Act], valued: Sequence[sheets.Valued], moved: ledger.Moved, by: User | None) -> Records:
    awards = [award for award, _ in valued]
    totals.add((act.account.id, act.occurred_on, award.amount) for act, award in zip(acts, awards, strict=True))
    places = _places(awards)
    texts = [_text(*each, place, moved) for each, place in zip(valued, places, strict=True)]
    ids, now = rows.next_ids(len(acts)), timezone.now()
    transfers = [None if place is None else moved.ids[place] for place in places]
    always = {"recorded_by_id": statements.user_id(by), "recorded_at": statements.moment(now)}
    columns = _columns(acts, awards) | {"id": ids, "explanation": texts, "transfer_id": transfers}
    # The ledger refuses a key that it knows; an act that moved nothing left its key only here.
    if not rows.insert(columns | {name: [value] * len(acts) for name, value in always.items()}):
        raise KeyTaken(
            key=next((act.key for act, one in zip(acts, transfers, strict=True) if one is None), acts[0].key)
        )

    def record(number: int) -> AwardRecord:
        place = places[number]
        transfer = None if place is None else moved.transfers[place]
        more = {"id": ids[number], "recorded_at": now, "explanation": json.loads(texts[number])}
        return rows.stored_record(acts[number], awards[number], transfer, by=by, **more)

    return Records(len(acts), record, amount=sum(award.amount for award in awards))


def _places(awards: Sequence[Award]) -> list[int | None]:
    """Where in a batch of transfers the one of each award stands; None for an award that moved nothing."""
    numbers = count()
    return [next(numbers) if award.amount else None for award in awards]


def _text(award: Award, text: str, place: int | None, moved: ledger.Moved) -> str:
    """The explanation, with what was not there to be taken."""
    shortfall = abs(award.amount) - moved.taken[place] if place is not None else 0
    return rows.as_json({**json.loads(text), "shortfall": shortfall}) if shortfall else text


def _columns(acts: Sequence[Act], awards: Sequence[Award]) -> dict[str, Sequence[Any]]:
    days = {on: on.isoformat() for on in {act.occurred_on for act in acts}}
    return {
        "account_id": [act.account.id for act in acts],
        "resident_id": [act.resident.id if act.resident else None for act in acts],
        "rule_id": [award.rule.id for award in awards],
        "key": [act.key for act in acts],
        "occurred_on": [days[act.occurred_on] for act in acts],
        "quantity": [act.quantity for act in acts],
        "minutes": [act.minutes for act in acts],
        "percent": [award.percent for award in awards],
        "amount": [award.amount for award in awards],
        "cut": [award.cut for award in awards],
        "note": [act.note for act in acts],
    }
