"""Imports: a file becomes rows, or every row that it refuses is named."""

from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from points import audit
from points.errors import UnreadableFile
from points.imports.repeats import says_the_same
from points.imports.reports import Refusal, Report, Unfit
from points.imports.rule_rows import NEEDED, RuleRow, columns_of
from points.imports.tables import LARGEST_FILE, Line, Table, read_table
from points.ledger.models import Book
from points.people import queries as people
from points.people.models import Grid
from points.permissions import User, Verb
from points.rules import services as rules
from points.rules.models import CapGroup, RuleBook
from points.rules.services import RuleDraft

__all__ = ["LARGEST_FILE", "Refusal", "Report", "RuleImport", "import_rules"]


@dataclass(frozen=True, kw_only=True)
class RuleImport:
    """Where the rules of a file are to go, and what becomes of rows that cannot be read."""

    community: Grid
    name: str
    book: Book = Book.CIVIC
    is_dry_run: bool = False
    """Read and report; write nothing."""
    skips_refused: bool = False
    """Write the rows that can be read although others cannot."""
    allows_sensitive: bool = False
    """Read rules on topics that should not be in a rule book. See `topics`."""


def import_rules(content: bytes, *, into: RuleImport, by: User | None) -> Report[RuleBook]:
    """Read a rule table (csv or xlsx) into a draft, the next version of that name.

    One refused row stops everything unless they are to be skipped; the report names each with line, column and
    reason. The same rules once more are no new version. `by` is None on the command line.
    Refuses with `unreadable_file`, `not_permitted`, `not_your_grid`.
    """
    if by is not None:
        people.require(by, Verb.ADOPT_RULES, into.community)
    _refuse_name(into.name)
    table = read_table(content)
    columns, unknown = columns_of(table.columns)
    missing = [field for field in NEEDED if field not in columns]
    if missing:
        raise UnreadableFile(reason=_("these columns are missing: %(columns)s") % {"columns": ", ".join(missing)})
    drafts, refusals = _read(table, columns, into)
    report = Report[RuleBook](count=len(drafts), refusals=refusals, unknown_columns=unknown)
    if not drafts or into.is_dry_run or (refusals and not into.skips_refused):
        return report
    newest = _newest(into)
    if newest and says_the_same(newest, drafts):
        return replace(report, written=newest, is_repeat=True)
    return replace(report, written=_write(drafts, len(refusals), into=into, by=by))


def _refuse_name(name: str) -> None:
    """It comes from a command line or from the name of a file, which may be any bytes."""
    longest = RuleBook._meta.get_field("name").max_length or 0
    if not name.strip() or len(name) > longest or not name.isprintable():
        raise UnreadableFile(reason=_("the name of a rule book has 1 to %(limit)s characters") % {"limit": longest})


def _newest(into: RuleImport) -> RuleBook | None:
    books = RuleBook.objects.filter(community=into.community, book=into.book, name=into.name)
    return books.order_by("-version").first()


@transaction.atomic
def _write(drafts: list[RuleDraft], refused: int, *, into: RuleImport, by: User | None) -> RuleBook:
    written = rules.draft(community=into.community, name=into.name, rules=drafts, book=into.book, by=by)
    data = audit.facts(read=len(drafts), refused=refused, allows_sensitive=into.allows_sensitive)
    log(instance=written, action="points.rules_imported", user=by, data=data)
    return written


def _read(table: Table, columns: dict[str, str], into: RuleImport) -> tuple[list[RuleDraft], list[Refusal]]:
    drafts: dict[str, RuleDraft] = {}
    lines: dict[str, int] = {}
    groups: dict[str, CapGroup] = {}
    refusals: list[Refusal] = []
    for line in table.lines:
        row = RuleRow(line.cells, columns)
        try:
            draft = _draft(line, row, into)
            _refuse_contradiction(row, draft, lines, groups)
        except Unfit as unfit:
            refusals.append(Refusal(line=line.number, column=unfit.column, reason=str(unfit)))
            continue
        drafts[draft.rule.code] = draft
        lines[draft.rule.code] = line.number
        if draft.cap_group:
            groups.setdefault(draft.cap_group.name, draft.cap_group)
    return list(drafts.values()), refusals


def _draft(line: Line, row: RuleRow, into: RuleImport) -> RuleDraft:
    if line.has_too_many:
        raise Unfit("", _("more cells than the header has columns"))
    return row.draft(allow_sensitive=into.allows_sensitive)


def _refuse_contradiction(row: RuleRow, draft: RuleDraft, lines: dict[str, int], groups: dict[str, CapGroup]) -> None:
    code, group = draft.rule.code, draft.cap_group
    if code in lines:
        raise row.unfit("code", _("%(code)s stands in line %(line)s already") % {"code": code, "line": lines[code]})
    first = groups.get(group.name) if group else None
    if group and first and (group.cap, group.period) != (first.cap, first.period):
        raise row.unfit("group_cap", _("the group “%(name)s” has another cap above") % {"name": group.name})
