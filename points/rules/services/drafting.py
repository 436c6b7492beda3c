"""Drafts of rule books: a new one, or the next version of one that was adopted."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from points import audit
from points.ledger.models import Book
from points.people import queries as people
from points.people.models import Grid
from points.permissions import User, Verb
from points.rules.models import CapGroup, Rule, RuleBook


@dataclass(frozen=True, kw_only=True)
class RuleDraft:
    """One rule that is to be written, and the cap that it shares with others of its book."""

    rule: Rule
    """Unsaved and without a book."""
    cap_group: CapGroup | None = None
    """Unsaved; equal names mean the same group, and the first one's cap stands."""


@transaction.atomic
def draft(
    *, community: Grid, name: str, rules: Sequence[RuleDraft], book: Book = Book.CIVIC, by: User | None
) -> RuleBook:
    """Write a draft with these rules as the next version of `name`.

    `by` is None on the command line, where whoever holds the shell holds the database. Refuses with
    `not_permitted`, `not_your_grid`.
    """
    if by is not None:
        people.require(by, Verb.ADOPT_RULES, community)
    drafted = RuleBook.objects.create(
        community=community, book=book, name=name, version=_next_version(community, name, book)
    )
    groups = _write_groups(drafted, rules)
    for line in rules:
        line.rule.rule_book = drafted
        line.rule.cap_group = groups[line.cap_group.name] if line.cap_group else None
    Rule.objects.bulk_create([line.rule for line in rules])
    audit.write(drafted, action="points.rules_drafted", by=by, data=audit.facts(rules=len(rules)))
    return drafted


@transaction.atomic
def revise(rule_book: RuleBook, *, by: User) -> RuleBook:
    """A draft of the next version that says the same, to be edited. Refuses with `not_permitted`, `not_your_grid`."""
    drafts = []
    for rule in rule_book.rules.select_related("cap_group").order_by("pk"):
        group = rule.cap_group
        rule.pk, rule._state.adding = None, True
        if group:
            group = CapGroup(name=group.name, cap=group.cap, period=group.period)
        drafts.append(RuleDraft(rule=rule, cap_group=group))
    book = Book(rule_book.book)
    drafted = draft(community=rule_book.community, name=rule_book.name, rules=drafts, book=book, by=by)
    drafted.base_points, drafted.year_end = rule_book.base_points, rule_book.year_end
    drafted.save(update_fields=["base_points", "year_end"])
    return drafted


def _next_version(community: Grid, name: str, book: Book) -> int:
    # The community's row is the queue: two drafts of one name at a time get two numbers.
    Grid.objects.select_for_update().get(pk=community.pk)
    earlier = RuleBook.objects.filter(community=community, book=book, name=name)
    return int(earlier.aggregate(latest=Max("version"))["latest"] or 0) + 1


def _write_groups(drafted: RuleBook, rules: Sequence[RuleDraft]) -> dict[str, CapGroup]:
    groups: dict[str, CapGroup] = {}
    for line in rules:
        if line.cap_group and line.cap_group.name not in groups:
            line.cap_group.rule_book = drafted
            groups[line.cap_group.name] = line.cap_group
    CapGroup.objects.bulk_create(groups.values())
    return groups
