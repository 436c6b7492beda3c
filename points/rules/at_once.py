"""An award as one statement, where nothing is unusual.

It says all at once what the long way asks one after the other: the key is new; the household of the account stands in
the community and in a grid that whoever acts serves, and is not his own; the rule still holds; the caps have room.
Then it moves the points, draws on the caps, and writes the record and the line of the audit log. SQLite knows no
writing in a WITH; there the question is one statement and the rows come after it, while nobody else may write.

The value is computed before, as if nothing had been used of any cap. That is right exactly as long as every cap has
room for the whole amount, which the statement sees to while it holds the cap's row: where one has not, the record
gets no amount, the database refuses it, and nothing has happened. The account is locked before the caps, as on the
long way, and the caps in one order.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from points import audit, statements
from points.errors import KeyTaken, PointsError
from points.ledger import services as ledger
from points.ledger.models import Transfer
from points.people import queries as people
from points.people.models import Grid, Household, Resident
from points.permissions import User, Verb
from points.rules import caps, known, rows, totals
from points.rules.acts import Act, Award
from points.rules.known import Known
from points.rules.models import AwardRecord, CapUse
from points.rules.valuation import Limit, limits_of, most_used, value
from points.texts import refuse_personal_numbers

_HOUSEHOLD, _RESIDENT, _CAP = Household._meta.db_table, Resident._meta.db_table, CapUse._meta.db_table
_json = json.JSONEncoder(ensure_ascii=False, default=str).encode

_AND_PERMITTED = f"""
SELECT home.id FROM {_HOUSEHOLD} home JOIN {Grid._meta.db_table} place ON place.id = home.grid_id
WHERE home.id = COALESCE((SELECT id FROM {_HOUSEHOLD} WHERE account_id = %(credit)s),
    (SELECT household_id FROM {_RESIDENT} WHERE account_id = %(credit)s))
AND {ledger.IS_NEW} AND substr(place.path, 1, length(CAST(%(community)s AS text))) = CAST(%(community)s AS text)
AND {people.serves(Verb.RECORD_AWARD, "place.path")} AND NOT {people.is_own_household("home.id")}
AND (CAST(%(resident)s AS bigint) IS NULL OR home.id = %(resident_household)s) AND
"""


def _record(*, amount: str, transfer: str) -> str:
    return f"""
    INSERT INTO {AwardRecord._meta.db_table} (account_id, resident_id, rule_id, key, occurred_on, quantity, minutes,
        percent, amount, cut, explanation, note, transfer_id, recorded_by_id, recorded_at)
    SELECT %(credit)s, %(resident)s, %(rule)s, %(key)s, %(occurred_on)s, %(quantity)s, %(minutes)s, %(percent)s,
        {amount}, %(cut)s, %(explanation)s, %(note)s, {transfer}, %(by)s, %(at)s
    """


# --- PostgreSQL: one statement --------------------------------------------------------------------------------------

_CAPS = """
(SELECT value ->> 0 AS subject, value ->> 1 AS scope, value ->> 2 AS period, CAST(value ->> 3 AS bigint) AS most
FROM json_array_elements(CAST(%(caps)s AS json))) cap
"""
_DRAW = f"""
INSERT INTO {_CAP} AS u (subject, scope, period, used)
SELECT cap.subject, cap.scope, cap.period, %(amount)s FROM given, {_CAPS}
ON CONFLICT (subject, scope, period) DO UPDATE SET used = u.used + EXCLUDED.used
WHERE u.used + EXCLUDED.used <= (SELECT cap.most FROM {_CAPS}
    WHERE (cap.subject, cap.scope, cap.period) = (u.subject, u.scope, u.period)) RETURNING 1
"""
_IF_ROOM = "CASE WHEN (SELECT count(*) FROM drawn) = json_array_length(CAST(%(caps)s AS json)) THEN %(amount)s END"
_MOVE = ledger.write_transfer(debit_balance="NULL", credit_balance="balance", source="given")
_AWARD = statements.one_line(
    f"WITH permitted AS ({_AND_PERMITTED} {known.still_holds(True)}), "
    f"given AS ({ledger.GIVE} AND EXISTS (SELECT 1 FROM permitted) RETURNING balance), "
    f"keyed AS ({ledger.keep_key('given')}), drawn AS ({_DRAW}), totalled AS ({totals.earn('given')}), "
    f"moved AS ({_MOVE} RETURNING id, credit_balance), "
    f"written AS ({_record(amount=_IF_ROOM, transfer='moved.id')} FROM moved RETURNING id), "
    f"logged AS ({audit.insert('written.id::text', source='FROM written')}) "
    "SELECT written.id, moved.id, NULL::bigint, moved.credit_balance FROM written, moved"
)

# --- SQLite: one after the other, while nobody else may write -------------------------------------------------------

_MAY_AWARD = statements.one_line(f"""
{_AND_PERMITTED} {known.still_holds(False)} AND NOT EXISTS (SELECT 1 FROM json_each(%(caps)s) cap JOIN {_CAP} u
    ON u.subject = json_extract(cap.value, '$[0]') AND u.scope = json_extract(cap.value, '$[1]')
    AND u.period = json_extract(cap.value, '$[2]') WHERE u.used + %(amount)s > json_extract(cap.value, '$[3]'))
""")
_KEEP_KEY = statements.one_line(ledger.keep_key("(SELECT 1) once"))
_WRITE_RECORD = statements.one_line(f"{_record(amount='%(amount)s', transfer='%(transfer)s')} RETURNING id")
_WRITE_LINE = audit.insert("%(record)s")


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """What is to be booked when the statement holds."""

    act: Act
    by: User
    known: Known
    award: Award
    limits: Sequence[Limit]


def award_at_once(act: Act, *, by: User, fingerprint: str) -> AwardRecord | None:
    """The award of an act that brings points; None where something is unusual, and then nothing is written."""
    plan = _plan(act, by)
    posting = plan and _posting(plan)
    values = plan and posting and _values(plan, posting, fingerprint)
    if not (plan and posting and values):
        return None
    write = _in_one_statement if statements.is_postgresql() else _one_after_the_other
    written = write(plan, posting, values)
    if written is None:
        # A rule that changed is looked up anew by the next one.
        known.forget_what_changed(values)
        return None
    pk, transfer = written
    recorded_at = statements.read_moment(values["at"])
    return rows.stored_record(act, plan.award, transfer, by=by, id=pk, recorded_at=recorded_at)


def _in_one_statement(plan: _Plan, posting: ledger.Posting, values: dict[str, Any]) -> tuple[int, Transfer] | None:
    row = statements.at_once(_AWARD, values)
    if row is None:
        return None
    transfer = ledger.as_written(posting, values, row[1:])
    ledger.tell(transfer)
    return row[0], transfer


def _one_after_the_other(plan: _Plan, posting: ledger.Posting, values: dict[str, Any]) -> tuple[int, Transfer] | None:
    try:
        with transaction.atomic():
            if statements.fetch_one(_MAY_AWARD, values) is None:
                return None
            statements.send(_KEEP_KEY, values)
            caps.add(dict.fromkeys(most_used(plan.award, plan.limits), plan.award.amount))
            totals.add([(plan.act.account.pk, plan.act.occurred_on, plan.award.amount)])
            transfer = ledger.move(posting, by=plan.by)
            [pk] = statements.fetch_one(_WRITE_RECORD, {**values, "transfer": transfer.pk}) or [0]
            statements.send(_WRITE_LINE, {**values, "record": str(pk)})
            return pk, transfer
    except (IntegrityError, KeyTaken):
        return None


def _plan(act: Act, by: User) -> _Plan | None:
    if not by.is_active or act.occurred_on > timezone.localdate():
        return None
    try:
        refuse_personal_numbers(act.note)
        remembered = known.known_for(act)
        limits = limits_of(act, remembered.rule)
        award = value(act, remembered.rule, limits=limits, used={}, balance=0)
    except PointsError:
        # The long way refuses too, and in its own order.
        return None
    is_ordinary = award.amount > 0 and act.account.is_holder
    return _Plan(act=act, by=by, known=remembered, award=award, limits=limits) if is_ordinary else None


def _posting(plan: _Plan) -> ledger.Posting:
    act = plan.act
    return ledger.Posting(
        debit=plan.known.issued,
        credit=act.account,
        amount=plan.award.amount,
        kind=Transfer.Kind.AWARD,
        key=act.key,
        occurred_on=act.occurred_on,
        memo=plan.known.rule.name,
    )


def _values(plan: _Plan, posting: ledger.Posting, fingerprint: str) -> dict[str, Any] | None:
    act, award, rule = plan.act, plan.award, plan.known.rule
    facts = audit.facts(account=act.account.pk, rule=rule.code, amount=award.amount, cut=award.cut)
    line = audit.line_of(AwardRecord, action="points.award", by=plan.by, data=facts, title=act.key)
    if line is None:
        return None
    return {
        **ledger.values_of(posting, by=plan.by, fingerprint=fingerprint),
        **line,
        **people.standing_of(plan.by),
        # In one order, so that two awards cannot wait for each other.
        "caps": _json(sorted([*key, most] for key, most in most_used(award, plan.limits).items())),
        "community": act.community.path,
        "book": act.account.book,
        "rule": rule.pk,
        "marks": plan.known.marks,
        "resident": act.resident and act.resident.pk,
        "resident_household": act.resident and act.resident.household_id,
        "quantity": act.quantity,
        "minutes": act.minutes,
        "percent": award.percent,
        "cut": award.cut,
        "explanation": _json(award.explanation),
        "note": act.note,
    }
