"""Looking up rules and what they come to; nothing here writes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from heapq import nsmallest

from django.db.models import F, QuerySet, Sum

from points.errors import CarriesOver, NoRuleBook, UnknownRule
from points.ledger.models import Account, Book
from points.people.models import Grid, Household, Resident
from points.rules import caps
from points.rules.acts import Act, Award
from points.rules.expired import explain_expiry, explained_lines
from points.rules.models import AwardRecord, PeriodTotal, Rule, RuleBook
from points.rules.proofs import verify
from points.rules.sentences import sentence
from points.rules.valuation import cap_keys, limits_of, value
from points.rules.year_ends import (
    NOTICE,
    YearEnd,
    announced_at,
    credited_before,
    first_moment,
    losing_in,
    next_attempt,
    rounds_of,
    unspent,
)

__all__ = [
    "NOTICE",
    "Act",
    "Award",
    "YearEnd",
    "announced_at",
    "book_in_force",
    "credited_before",
    "explain",
    "explain_expiry",
    "explained_lines",
    "first_moment",
    "foremost",
    "household_of",
    "households_of",
    "losing_in",
    "merit_by_account",
    "next_attempt",
    "rounds_of",
    "rule_for",
    "rules_for",
    "unspent",
    "value_of",
    "values_of",
    "verify",
    "year_end_for",
    "year_end_of",
]


def book_in_force(community: Grid, *, on: date, book: Book = Book.CIVIC) -> RuleBook | None:
    """The rule book that decides about acts of that day."""
    adopted = RuleBook.objects.filter(community=community, book=book, state=RuleBook.State.ADOPTED)
    return next((book for book in adopted if book.holds(on)), None)


def year_end_for(community: Grid, *, year: int, book: Book = Book.CIVIC) -> YearEnd:
    """What happens to the points at the end of that year. Refuses with `no_rule_book`, `carries_over`."""
    last = date(year, 12, 31)
    rule_book = book_in_force(community, on=last, book=book)
    if rule_book is None:
        raise NoRuleBook(day=last.isoformat())
    if rule_book.year_end == RuleBook.YearEnd.CARRY_OVER:
        raise CarriesOver(name=str(rule_book), year=year)
    rule_book.community = community
    return YearEnd(rule_book=rule_book, year=year)


def year_end_of(community: Grid, *, year: int, book: Book = Book.CIVIC) -> YearEnd | None:
    """As `year_end_for`; None where nothing happens."""
    try:
        return year_end_for(community, year=year, book=book)
    except (NoRuleBook, CarriesOver):
        return None


def rule_for(act: Act) -> Rule:
    """The rule by which the act is valued. Refuses with `no_rule_book`, `unknown_rule`."""
    return rules_for([act])[0]


def rules_for(acts: Sequence[Act]) -> list[Rule]:
    """The rule of each act, in one statement for all of them. Refuses with `no_rule_book`, `unknown_rule`."""
    versions = defaultdict(list)
    for rule in Rule.objects.filter(
        rule_book__state=RuleBook.State.ADOPTED,
        rule_book__community__in={act.community.id for act in acts},
        code__in={act.rule_code for act in acts},
    ).select_related("rule_book", "cap_group"):
        versions[rule.rule_book.community_id, rule.rule_book.book, rule.code].append(rule)
    return [_in_force(versions[act.community.id, act.account.book, act.rule_code], act) for act in acts]


def _in_force(versions: Iterable[Rule], act: Act) -> Rule:
    on = act.occurred_on
    for rule in versions:
        if rule.rule_book.holds(on):
            return rule
    if book_in_force(act.community, on=on, book=Book(act.account.book)):
        raise UnknownRule(day=on.isoformat(), code=act.rule_code)
    raise NoRuleBook(day=on.isoformat())


def value_of(act: Act) -> Award:
    """What the act would bring at this moment. A forecast: only booking it takes the points out of the caps."""
    return values_of([act])[0]


def values_of(acts: Sequence[Act]) -> list[Award]:
    """What the acts would bring if they were booked together now, each after those before it; a forecast.

    A few statements however many acts there are. Refuses as booking them would, at the first act that fails.
    """
    rules = rules_for(acts)
    limits = [limits_of(act, rule) for act, rule in zip(acts, rules, strict=True)]
    used = defaultdict(int, caps.look(key for some in limits for key in cap_keys(some)))
    balances = dict(Account.objects.filter(pk__in={act.account.id for act in acts}).values_list("pk", "balance"))
    awards = []
    for act, rule, some in zip(acts, rules, limits, strict=True):
        award = value(act, rule, limits=some, used=used, balance=balances[act.account.id])
        balances[act.account.id] = max(0, balances[act.account.id] + award.amount)
        for use in award.uses:
            used[use] += abs(award.amount)
        awards.append(award)
    return awards


def explain(record: AwardRecord, language: str | None = None) -> str:
    """Why the record has its amount, in the language that is active or in `language`. Reads no other row."""
    return sentence(record.explanation, language)


def merit_by_account(accounts: QuerySet[Account], *, since: date, until: date) -> dict[int, int]:
    """Tenths earned by acts from `since` to the day before `until`, by account id.

    Redeeming does not lower it, a deduction does not either, and an award that was undone does not count. Accounts
    that earned nothing are left out. Whole months come from their totals; only of the months that are cut the awards
    are summed up.
    """
    first, after = _whole_months(since, until)
    earned: defaultdict[int, int] = defaultdict(int)
    for account, tenths in _earned_in_months(accounts, first, after):
        earned[account] += tenths
    for start, end in ((since, first), (after, until)):
        for account, tenths in _earned_by_acts(accounts, start, end) if start < end else ():
            earned[account] += tenths
    return dict(earned)


def foremost(accounts: QuerySet[Account], *, since: date, until: date, limit: int) -> list[tuple[int, int]]:
    """The `limit` accounts that earned most, as id and tenths; counted as `merit_by_account` counts."""
    if _whole_months(since, until) == (since, until):
        most_first = (F("tenths").desc(), "account_id")
        return list(_earned_in_months(accounts, since, until).order_by(*most_first)[:limit])
    earned = merit_by_account(accounts, since=since, until=until)
    return nsmallest(limit, earned.items(), key=lambda found: (-found[1], found[0]))


def _whole_months(since: date, until: date) -> tuple[date, date]:
    """The first day of the first month that lies in it as a whole, and that of the month after the last one."""
    first = since if since.day == 1 else (since.replace(day=28) + timedelta(days=4)).replace(day=1)
    after = until.replace(day=1)
    return (first, after) if first < after else (until, until)


def _earned_in_months(accounts: QuerySet[Account], first: date, after: date) -> QuerySet[PeriodTotal, tuple[int, int]]:
    totals = PeriodTotal.objects.filter(account__in=accounts, starts_on__gte=first, starts_on__lt=after, earned__gt=0)
    return totals.order_by().values_list("account_id").annotate(tenths=Sum("earned"))


def _earned_by_acts(accounts: QuerySet[Account], start: date, end: date) -> QuerySet[AwardRecord, tuple[int, int]]:
    records = AwardRecord.objects.filter(
        account__in=accounts, amount__gt=0, undone_at__isnull=True, occurred_on__gte=start, occurred_on__lt=end
    )
    return records.order_by().values_list("account_id").annotate(tenths=Sum("amount"))


def household_of(account: Account) -> Household | None:
    """The household that the account belongs to, as a whole or through one of its residents."""
    return households_of([account.pk]).get(account.pk)


def households_of(accounts: Sequence[int]) -> dict[int, Household]:
    """The household of each account, by account id; in a few statements however many there are."""
    found: dict[int, Household] = {}
    wanted = sorted(set(accounts))
    for start in range(0, len(wanted), 5000):
        chunk = wanted[start : start + 5000]
        for household in Household.objects.filter(account__in=chunk).select_related("grid"):
            found[household.account_id] = household
        rest = [pk for pk in chunk if pk not in found]
        members = Resident.objects.filter(account__in=rest).select_related("household__grid")
        found |= {member.account_id: member.household for member in members if member.account_id}
    return found
