"""What a process remembers from one award to the next: the rule in force, and the account that issues.

Nothing here is believed. An adopted book stays as it is, but databases are restored and rows are mended by hand; so a
rule is remembered together with the marks of its rows (on PostgreSQL `xmin`, which changes whenever a row is written,
on SQLite what stands in them), and the statement that books an award holds only where the marks are still the same,
the book is in force on that day, and the account is still the one that issues.
"""

from dataclasses import dataclass
from datetime import date

from points import statements
from points.ledger import services as ledger
from points.ledger.models import Account, Book
from points.rules import queries
from points.rules.acts import Act
from points.rules.models import CapGroup, Rule, RuleBook

_MOST = 2000
"""Rules and days; then the process starts anew."""

_ROWS = (
    f"{Rule._meta.db_table} rule JOIN {RuleBook._meta.db_table} book ON book.id = rule.rule_book_id "
    f"LEFT JOIN {CapGroup._meta.db_table} shared ON shared.id = rule.cap_group_id WHERE rule.id = %(rule)s"
)
_MARKS = {
    True: "concat_ws(' ', rule.xmin, book.xmin, shared.xmin)",
    False: "json_array("
    + ", ".join(
        f"{name}.{field.column}"
        for name, model in (("rule", Rule), ("book", RuleBook), ("shared", CapGroup))
        for field in model._meta.concrete_fields
    )
    + ")",
}
"""By whether it is PostgreSQL."""


def still_holds(is_postgresql: bool) -> str:
    """SQL condition: what was remembered is what stands there."""
    return (
        f"EXISTS (SELECT 1 FROM {_ROWS} AND {_MARKS[is_postgresql]} = %(marks)s AND book.state = 'adopted' "
        "AND book.in_force_from <= %(occurred_on)s "
        "AND (book.in_force_to IS NULL OR book.in_force_to > %(occurred_on)s)) "
        f"AND EXISTS (SELECT 1 FROM {Account._meta.db_table} "
        "WHERE id = %(debit)s AND kind = 'system' AND name = 'issued' AND book = %(book)s)"
    )


@dataclass(frozen=True, kw_only=True)
class Known:
    """What an award needs to know beforehand."""

    rule: Rule
    marks: str
    """Of the rows of the rule, its book and its cap group."""
    issued: Account


_known: dict[tuple[int, str, str, date], Known] = {}


def known_for(act: Act) -> Known:
    """Refuses with `no_rule_book`, `unknown_rule`."""
    place = (act.community.pk, act.account.book, act.rule_code, act.occurred_on)
    found = _known.get(place)
    if found is None:
        if len(_known) >= _MOST:
            _known.clear()
        found = _known[place] = _look_up(act)
    return found


def forget_what_changed(values: statements.Values) -> None:
    """After a statement with these values that did not hold; if a rule was the reason, it is looked up anew."""
    if statements.fetch_one(f"SELECT 1 WHERE {still_holds(statements.is_postgresql())}", values) is None:
        _known.clear()


def _look_up(act: Act) -> Known:
    rule = queries.rule_for(act)
    # The marks before the row: whoever changes it in between leaves marks that no longer fit.
    marks = _MARKS[statements.is_postgresql()]
    [found] = statements.fetch_one(f"SELECT {marks} FROM {_ROWS}", {"rule": rule.pk}) or [""]
    rule = Rule.objects.select_related("rule_book", "cap_group").get(pk=rule.pk)
    return Known(rule=rule, marks=found, issued=ledger.system_account("issued", book=Book(act.account.book)))
