"""Booking acts as a part of a larger request: a shift that is closed, a month that is posted.

The caller has permitted, and has written its key first in the transaction. Accounts are locked before the caps, in
the order of their ids. Then everything is computed in memory, act by act in the order given, so that the second act
of a batch sees what the first one left of a cap; and it is written in a few statements however many acts there are.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.utils import timezone

from points.errors import FutureDate, KeyTaken
from points.ledger import services as ledger
from points.ledger.models import Account, Book, Transfer
from points.permissions import User
from points.rules import rows, sheets, totals
from points.rules.acts import Act, Award
from points.rules.models import AwardRecord

Progress = Callable[[int, int], None]
"""Called with (done, total) while a batch is written; the whole still commits once."""


def record(act: Act, *, by: User | None) -> AwardRecord:
    """Value one act and book it. Must run inside a transaction.

    Refuses with `future_date`, `no_rule_book`, `unknown_rule`, `key_taken` and whatever `valuation.value` refuses.
    """
    [award] = sheets.value_all([act], _lock([act]))
    transfers = {posting.key: ledger.move(posting, by=by) for posting in _postings([act], [award])}
    return _write([act], [award], transfers, by)[0]


def record_many(
    acts: Sequence[Act], *, by: User | None, key: str, progress: Progress | None = None
) -> list[AwardRecord]:
    """Value and book all acts or none, in the order given. Must run inside a transaction.

    Refuses as `record` does; `key` names the batch. `progress(done, total)` is called while transfers are written.
    """
    funds = _lock(acts)
    awards = sheets.value_all(acts, funds)
    postings = _postings(acts, awards)
    transfers = ledger.move_many(postings, key=key, by=by, progress=progress, locked=funds) if postings else []
    return _write(acts, awards, {transfer.key: transfer for transfer in transfers}, by)


def _lock(acts: Sequence[Act]) -> dict[int, ledger.Funds]:
    _refuse_future(acts)
    return ledger.lock_holders(sorted({act.account.id for act in acts}))


def _refuse_future(acts: Sequence[Act]) -> None:
    today, zone = timezone.localdate(), timezone.get_current_timezone()
    for act in acts:
        # What the property would keep, without asking for the time zone once for each line of a month.
        act.__dict__.setdefault("occurred_on", timezone.localdate(act.occurred_at, zone))
        if act.occurred_on > today:
            raise FutureDate(day=act.occurred_on.isoformat())


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


def _write(
    acts: Sequence[Act], awards: Sequence[Award], transfers: Mapping[str, Transfer], by: User | None
) -> list[AwardRecord]:
    totals.add((act.account.id, act.occurred_on, award.amount) for act, award in zip(acts, awards, strict=True))
    records: list[AwardRecord] = []

    def lines() -> Iterator[tuple[AwardRecord, str]]:
        for act, award in zip(acts, awards, strict=True):
            record, text = _record(act, award, transfers.get(act.key), by)
            records.append(record)
            yield record, text

    # The ledger refuses a key that it knows; an act that moved nothing left its key only here.
    if not rows.insert(lines(), count=len(acts)):
        raise KeyTaken(key=next((act.key for act in acts if act.key not in transfers), acts[0].key))
    return records


def _record(act: Act, award: Award, transfer: Transfer | None, by: User | None) -> tuple[AwardRecord, str]:
    figures, text = award.explanation, award.text
    if transfer and transfer.shortfall:
        figures, text = {**figures, "shortfall": transfer.shortfall}, ""
    record = rows.stored_record(act, award, transfer, by=by, explanation=figures)
    return record, text or rows.as_json(figures)
