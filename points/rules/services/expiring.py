"""Booking the end of a year: what expires goes in one batch, and comes back in one batch where it was wrong.

Every account of the community is locked before it is asked how much it would lose. So whoever spends at the same
moment is either before it, and loses so much less, or after it, and finds what is left: no account goes below zero, and
nothing is asked for that is not there. Nobody decides about anybody here; the amounts are arithmetic
(`points.rules.year_ends`), so the own household is a household like any other.
"""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from points import audit, conf, signals, statements
from points.errors import ExpiryTooEarly, YearEndBooked
from points.ledger import services as ledger
from points.ledger.models import Account, Book, Transfer
from points.people import queries as people
from points.permissions import User, Verb
from points.rules import year_ends
from points.rules.models import ExpiryLine, ExpiryRound
from points.rules.year_ends import YearEnd
from points.texts import refuse_personal_numbers

Progress = Callable[[int, int], None]
"""Called with (done, total) while transfers are written; the whole still commits once."""


@statements.everything_is_kept()
def expire(
    year_end: YearEnd, *, by: User | None, attempt: int = 1, progress: Progress | None = None
) -> ledger.Answer[ExpiryRound]:
    """Take what is left of the old points from every account of the community, once for each year and attempt.

    The same again gives the same round again, also where it was taken back meanwhile: `attempt` 2 books anew what
    attempt 1 had booked and somebody has undone. `by` is None on the command line, where whoever holds the shell holds
    the database. Refuses with `not_permitted`, `not_your_grid`, `expiry_too_early`, `year_end_booked`.
    """
    if by is not None:
        people.require(by, Verb.EXPIRE_POINTS, year_end.community)
    # Not kept with the key: what is too early today is asked for again.
    if timezone.localdate() < year_end.booked_from:
        raise ExpiryTooEarly(last=year_end.last_day.isoformat(), first=year_end.booked_from.isoformat())
    rounds = year_ends.rounds_of(year_end)
    if rounds.filter(undone_at__isnull=True).exclude(attempt=attempt).exists():
        raise YearEndBooked(year=year_end.year)
    book = year_end.rule_book
    key = f"expiry:{book.community_id}:{book.book}:{year_end.year}:{attempt}"
    return ledger.once(
        key=key,
        request={"rule_book": book.pk, "year": year_end.year, "attempt": attempt},
        act=lambda: _book(year_end, attempt, key, by, progress),
        replay=lambda: rounds.get(attempt=attempt),
    )


def _book(year_end: YearEnd, attempt: int, key: str, by: User | None, progress: Progress | None) -> ExpiryRound:
    book = year_end.rule_book
    holders = year_ends.holders_in(year_end.community, book=book.book)
    locked = ledger.lock_holders(list(holders.order_by("pk").values_list("pk", flat=True)))
    losing = list(year_ends.losing_in(year_end).order_by("pk"))
    booked = ExpiryRound.objects.create(
        community_id=book.community_id,
        book=book.book,
        year=year_end.year,
        attempt=attempt,
        rule_book=book,
        count=len(losing),
        amount=sum(account.unspent for account in losing),
        booked_by_id=by.pk if by else None,
    )
    ids = _move(_postings(year_end, losing, key), key=key, by=by, locked=locked, progress=progress)
    _explain(booked, losing, ids)
    audit.write(booked, action="points.year_end_booked", by=by, data=_facts(booked))
    signals.ring(signals.year_end_booked, sender=ExpiryRound, round=booked)
    return booked


def _postings(year_end: YearEnd, losing: Sequence["Account"], key: str) -> list[ledger.Posting]:
    expired = ledger.system_account("expired", book=Book(year_end.rule_book.book))
    memo = _memo(year_end)
    return [
        ledger.Posting(
            debit=account,
            credit=expired,
            amount=account.unspent,  # type: ignore[attr-defined]
            kind=Transfer.Kind.EXPIRY,
            key=f"{key}:{account.pk}",
            occurred_on=year_end.last_day,
            memo=memo,
        )
        for account in losing
    ]


def _memo(year_end: YearEnd) -> str:
    """What the line is called in every passbook, in the language of the site."""
    with translation.override(settings.LANGUAGE_CODE):
        if year_end.is_reset:
            return _("Points begin anew after %(year)s") % {"year": year_end.year}
        return _("Points from before %(year)s expired") % {"year": year_end.year}


def _move(
    postings: Sequence[ledger.Posting],
    *,
    key: str,
    by: User | None,
    locked: dict[int, ledger.Funds],
    progress: Progress | None,
) -> list[int]:
    """Move them in as many batches as it takes, in one transaction; returns the ids of the transfers."""
    most, ids = conf.settings().batch_limit, list[int]()
    for start in range(0, len(postings), most):
        some = postings[start : start + most]
        sides = {side.pk for posting in some for side in (posting.debit, posting.credit)}
        funds = {pk: locked[pk] for pk in sides & locked.keys()}
        ids += ledger.move_many(some, key=key, by=by, locked=funds).ids
        if progress:
            progress(start + len(some), len(postings))
    return ids


def _explain(booked: ExpiryRound, losing: Sequence[Account], ids: Sequence[int]) -> None:
    lines = [
        ExpiryLine(
            round=booked,
            transfer_id=pk,
            balance=account.balance,
            held=account.held,
            kept=account.kept,  # type: ignore[attr-defined]
            newer=account.newer,  # type: ignore[attr-defined]
        )
        for account, pk in zip(losing, ids, strict=True)
    ]
    ExpiryLine.objects.bulk_create(lines, batch_size=1000)


# --- taking it back -------------------------------------------------------------------------------------------------


@statements.everything_is_kept()
def undo_expiry(booked: ExpiryRound, *, by: User, reason: str) -> ledger.Answer[ExpiryRound]:
    """Give every account back what the round took, as one batch of reversals; the points are as old as they were.

    Once: whoever comes second, with whatever reason, gets the first answer. A line that was taken back by itself stays
    as it is. Refuses with `not_permitted`, `not_your_grid`, `personal_data_in_text`.
    """
    people.require(by, Verb.EXPIRE_POINTS, booked.community)
    refuse_personal_numbers(reason)
    key = f"expiry:{booked.pk}:undone"
    return ledger.once(
        key=key,
        request={"undo": booked.pk},
        act=lambda: _undo(booked, key, by, reason),
        replay=lambda: ExpiryRound.objects.get(pk=booked.pk),
    )


def _undo(booked: ExpiryRound, key: str, by: User, reason: str) -> ExpiryRound:
    # The key was written first: whoever comes second waits there and gets this answer.
    ExpiryRound.objects.filter(pk=booked.pk).update(undone_at=timezone.now(), undone_by=by.pk, reason=reason)
    taken = Transfer.objects.filter(expiry_line__round=booked).select_related("debit", "credit").order_by("debit_id")
    locked = ledger.lock_holders(list(taken.values_list("debit_id", flat=True)))
    # Asked again after the lock: a line may have been taken back by itself meanwhile.
    postings = [
        ledger.Posting(
            debit=transfer.credit,
            credit=transfer.debit,
            amount=transfer.amount,
            kind=Transfer.Kind.REVERSAL,
            key=f"{key}:{transfer.pk}",
            occurred_on=transfer.occurred_on,
            memo=reason,
            reverses=transfer,
        )
        for transfer in taken.filter(reversed_by__isnull=True)
    ]
    _move(postings, key=key, by=by, locked=locked, progress=None)
    undone = ExpiryRound.objects.get(pk=booked.pk)
    audit.write(undone, action="points.year_end_undone", by=by, data=_facts(undone))
    signals.ring(signals.year_end_undone, sender=ExpiryRound, round=undone)
    return undone


def _facts(booked: ExpiryRound) -> dict[str, object]:
    return audit.facts(year=booked.year, rule_book=booked.rule_book_id, accounts=booked.count, amount=booked.amount)
