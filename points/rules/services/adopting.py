"""Adopting a rule book: from then on it stays as it is, and its day of coming into force decides."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from points import audit
from points.errors import RuleBookAdopted, RuleBookEmpty, RuleBookPastDay, RuleBookSameDay
from points.people import queries as people
from points.permissions import User, Verb
from points.rules.models import Rule, RuleBook
from points.rules.valuation import span_of


@transaction.atomic
def adopt(rule_book: RuleBook, *, in_force_from: date, where: str, by: User) -> RuleBook:
    """Make the draft the rule book of its community from that day on; the one before it ends on that day.

    Where a later book is adopted already, this one ends when that one begins. `where` is the meeting that decided. The
    past is open as far as no book was in force, such as before the site came. Refuses with `not_permitted`,
    `not_your_grid`, `rule_book_adopted`, `rule_book_empty`, `rule_incomplete`, `rule_book_same_day`,
    `rule_book_past_day`.
    """
    people.require(by, Verb.ADOPT_RULES, rule_book.community)
    books = {
        book.pk: book
        for book in RuleBook.objects.select_for_update(of=("self",))
        .filter(community=rule_book.community_id, book=rule_book.book)
        .order_by("pk")
    }
    _refuse_unfit(books[rule_book.pk])
    adopted = [book for book in books.values() if book.state == RuleBook.State.ADOPTED]
    in_force_to = _next_begins(adopted, after=in_force_from)
    _refuse_decided(adopted, in_force_from, in_force_to)
    _end_before(adopted, in_force_from)
    # Not `save`, which refuses every change of an adopted book, and this book is one from here on.
    RuleBook.objects.filter(pk=rule_book.pk).update(
        state=RuleBook.State.ADOPTED,
        in_force_from=in_force_from,
        in_force_to=in_force_to,
        adopted_by=by.pk,
        adopted_at=timezone.now(),
        adopted_where=where,
    )
    rule_book.refresh_from_db()
    data = audit.facts(in_force_from=in_force_from, version=rule_book.version)
    audit.write(rule_book, action="points.rules_adopted", by=by, data=data)
    return rule_book


def _refuse_unfit(draft: RuleBook) -> None:
    if draft.state != RuleBook.State.DRAFT:
        raise RuleBookAdopted()
    rules = list(draft.rules.all())
    if not rules:
        raise RuleBookEmpty()
    for rule in rules:
        if rule.kind == Rule.Kind.PER_PERIOD:
            span_of(rule)


def _refuse_decided(adopted: list[RuleBook], since: date, until: date | None) -> None:
    """What was valued by another book keeps its value: a new book does not reach back over it."""
    if any(book.in_force_from == since for book in adopted):
        raise RuleBookSameDay(day=since.isoformat())
    today = timezone.localdate()
    end = min(until or today, today)
    if any(_was_in_force(book, since, end) for book in adopted):
        raise RuleBookPastDay(day=since.isoformat())


def _was_in_force(book: RuleBook, since: date, end: date) -> bool:
    """On any day from `since` up to `end`, without it."""
    begins, ends = book.in_force_from or date.max, book.in_force_to or date.max
    return max(begins, since) < min(ends, end)


def _next_begins(adopted: list[RuleBook], *, after: date) -> date | None:
    days = [book.in_force_from for book in adopted if book.in_force_from and book.in_force_from > after]
    return min(days, default=None)


def _end_before(adopted: list[RuleBook], on: date) -> None:
    before = [book for book in adopted if book.in_force_from and book.in_force_from < on]
    for book in before:
        if book.in_force_to is None or book.in_force_to > on:
            RuleBook.objects.filter(pk=book.pk).update(in_force_to=on)
