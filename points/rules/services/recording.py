"""Booking acts as a part of a larger request: a shift that is closed, a month that is posted.

The caller has permitted, and has written its key first in the transaction. Accounts are locked before the caps, in
the order of their ids. Then everything is computed in memory, act by act in the order given, so that the second act
of a batch sees what the first one left of a cap; and it is written in a few statements however many acts there are.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from django.utils import timezone

from points.errors import FutureDate, KeyTaken
from points.ledger import services as ledger
from points.ledger.models import Account, Book, Transfer
from points.permissions import User
from points.rules import caps, queries, rows
from points.rules.acts import Act, Award, CapKey
from points.rules.models import AwardRecord, Rule
from points.rules.valuation import Limit, cap_keys, limits_of, most_used, value

Progress = Callable[[int, int], None]
"""Called with (done, total) while a batch is written; the whole still commits once."""

_Shape = tuple[int, int, int | None, str, int | None]
"""What an act is valued by: the rule, quantity, minutes, difficulty, points chosen."""


def record(act: Act, *, by: User | None) -> AwardRecord:
    """Value one act and book it. Must run inside a transaction.

    Refuses with `future_date`, `no_rule_book`, `unknown_rule`, `key_taken` and whatever `valuation.value` refuses.
    """
    [award] = _value([act])
    transfers = {posting.key: ledger.move(posting, by=by) for posting in _postings([act], [award])}
    return _write([act], [award], transfers, by)[0]


def record_many(
    acts: Sequence[Act], *, by: User | None, key: str, progress: Progress | None = None
) -> list[AwardRecord]:
    """Value and book all acts or none, in the order given. Must run inside a transaction.

    Refuses as `record` does; `key` names the batch. `progress(done, total)` is called while transfers are written.
    """
    awards = _value(acts)
    postings = _postings(acts, awards)
    transfers = ledger.move_many(postings, key=key, by=by, progress=progress) if postings else []
    return _write(acts, awards, {transfer.key: transfer for transfer in transfers}, by)


def _value(acts: Sequence[Act]) -> list[Award]:
    _refuse_future(acts)
    rules = queries.rules_for(acts)
    limits = [limits_of(act, rule) for act, rule in zip(acts, rules, strict=True)]
    funds = ledger.lock_holders(sorted({act.account.id for act in acts}))
    used = caps.lock(key for some in limits for key in cap_keys(some))
    deltas: defaultdict[CapKey, int] = defaultdict(int)
    awards, valued = [], dict[_Shape, Award]()
    for act, rule, some in zip(acts, rules, limits, strict=True):
        account = funds[act.account.id]
        award = _as_before(act, rule, some, used, valued) or value(
            act, rule, limits=some, used=used, balance=account.balance
        )
        for use in award.uses:
            used[use] += abs(award.amount)
            deltas[use] += abs(award.amount)
        account.balance += max(award.amount, account.held - account.balance)
        awards.append(award)
    caps.add(deltas)
    return awards


def _refuse_future(acts: Sequence[Act]) -> None:
    today = timezone.localdate()
    for act in acts:
        if act.occurred_on > today:
            raise FutureDate(day=act.occurred_on.isoformat())


def _as_before(
    act: Act, rule: Rule, limits: Sequence[Limit], used: Mapping[CapKey, int], valued: dict[_Shape, Award]
) -> Award | None:
    """The award of an act like one before, where the caps have room for all of it; only whose caps it draws on differs.

    A sheet has thousands of acts and a handful of shapes.
    """
    if rule.kind == Rule.Kind.RESET:
        return None
    shape = (rule.pk, act.quantity, act.minutes, act.difficulty, act.points)
    full = valued.get(shape) or valued.setdefault(shape, value(act, rule, limits=limits, used={}, balance=0))
    most = most_used(full, limits)
    if any(used[key] + abs(full.amount) > room for key, room in most.items()):
        return None
    uses = [list(key) for key in most] if full.amount else []
    figures = {**full.explanation, "uses": uses}
    return Award(rule=rule, amount=full.amount, cut=full.cut, percent=full.percent, explanation=figures)


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
    acts: Sequence[Act], awards: Sequence[Award], transfers: dict[str, Transfer], by: User | None
) -> list[AwardRecord]:
    records = [_record(act, award, transfers.get(act.key), by) for act, award in zip(acts, awards, strict=True)]
    # The ledger refuses a key that it knows; an act that moved nothing left its key only here.
    if not rows.insert(records):
        raise KeyTaken(key=next((act.key for act in acts if act.key not in transfers), acts[0].key))
    return records


def _record(act: Act, award: Award, transfer: Transfer | None, by: User | None) -> AwardRecord:
    figures = award.explanation
    if transfer and transfer.shortfall:
        figures = {**figures, "shortfall": transfer.shortfall}
    return rows.stored_record(act, award, transfer, by=by, explanation=figures)
