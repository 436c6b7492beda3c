"""The use of caps, counted under a lock.

A plain SELECT would let two awards at the same moment see the same room. What is counted for an account is read and
changed only by whoever has locked the account. What is counted for a resident may be asked for by two accounts, when
he moves house on that day; so the first statement on such a row writes it, if only to itself: then a second award
waits here and reads what the first one left. Rows are taken in one order, so that two batches cannot wait for each
other, and always after the accounts.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

from points import statements
from points.rules.acts import CapKey
from points.rules.models import CapUse

_TABLE = CapUse._meta.db_table
_KEY = attrgetter("subject", "scope", "period")

# SQLite cannot tell the ON of an upsert from the ON of a join unless a WHERE stands between.
_ASKED = {
    True: "unnest(%s::text[], %s::text[], %s::text[], %s::bigint[]) AS asked (subject, scope, period, delta) "
    "WHERE true",
    False: "(SELECT json_extract(value, '$[0]') AS subject, json_extract(value, '$[1]') AS scope, "
    "json_extract(value, '$[2]') AS period, json_extract(value, '$[3]') AS delta FROM json_each(%s)) asked WHERE true",
}
"""The keys and what is to be added; by whether it is PostgreSQL, which reads arrays sooner than JSON."""
_SAME = f"asked.subject = {_TABLE}.subject AND asked.scope = {_TABLE}.scope AND asked.period = {_TABLE}.period"
_READ = f"SELECT {_TABLE}.subject, {_TABLE}.scope, {_TABLE}.period, used FROM {_TABLE}, {{asked}} AND {_SAME}"
_ADD = (
    f"INSERT INTO {_TABLE} (subject, scope, period, used) SELECT subject, scope, period, delta FROM {{asked}} "
    f"ON CONFLICT (subject, scope, period) DO UPDATE SET used = {_TABLE}.used + EXCLUDED.used"
)
_LOCK = f"{_ADD} RETURNING subject, scope, period, used"
_GIVE_BACK = f"UPDATE {_TABLE} SET used = used + delta FROM {{asked}} AND {_SAME}"


def lock(keys: Iterable[CapKey]) -> dict[CapKey, int]:
    """Tenths used of each cap, for nobody else to change until the transaction ends; their accounts are locked."""
    wanted = sorted(set(keys))
    of_residents = [key for key in wanted if key[0].startswith("resident:")]
    found = dict.fromkeys(wanted, 0)
    if len(of_residents) < len(wanted):
        found |= _asked(_READ, [key for key in wanted if not key[0].startswith("resident:")])
    if of_residents:
        found |= _asked(_LOCK, of_residents)
    return found


def draw(amounts: Mapping[CapKey, int]) -> dict[CapKey, int]:
    """Use up so many tenths of each cap, whether there is room or not; returns what was used of each before.

    For many acts at once, most of which find room: one statement instead of a look and a change. Whoever sees that
    there was not enough gives the rest back with `add`.
    """
    changes = [(*key, amount) for key, amount in sorted(amounts.items())]
    found = statements.fetch_all(_sql(_LOCK), _handed_over(changes)) if changes else []
    return {(key := (subject, scope, period)): used - amounts[key] for subject, scope, period, used in found}


def add(deltas: Mapping[CapKey, int]) -> None:
    """Change the use of caps that this transaction has locked; below zero gives back."""
    changes = [(*key, delta) for key, delta in sorted(deltas.items()) if delta]
    # A row that was not there may begin with what is added, but never with what is given back.
    for sql, is_added in ((_ADD, True), (_GIVE_BACK, False)):
        if some := [change for change in changes if (change[3] > 0) is is_added]:
            statements.send(_sql(sql), _handed_over(some))


def _asked(sql: str, keys: Iterable[CapKey]) -> dict[CapKey, int]:
    rows = statements.fetch_all(_sql(sql), _handed_over([(*key, 0) for key in keys]))
    return {(subject, scope, period): used for subject, scope, period, used in rows}


def _handed_over(changes: Sequence[tuple[str, str, str, int]]) -> list[str]:
    if not statements.is_postgresql():
        return [json.dumps(changes)]
    *texts, deltas = zip(*changes, strict=True)
    return [*map(statements.text_array, texts), statements.array(deltas)]


def _sql(text: str) -> str:
    return text.replace("{asked}", _ASKED[statements.is_postgresql()])


def look(keys: Iterable[CapKey]) -> dict[CapKey, int]:
    """Tenths used of each cap right now, without a lock: for a forecast, never for a booking."""
    wanted = set(keys)
    subjects, scopes, periods = (set(column) for column in zip(*wanted, strict=True)) if wanted else ((), (), ())
    uses = CapUse.objects.filter(subject__in=subjects, scope__in=scopes, period__in=periods)
    return {_KEY(use): use.used for use in uses if _KEY(use) in wanted}
