"""The record of a transfer as it goes into its leaf: one line of JSON that the database writes by itself.

Written by the database because a million rows are sealed and proved in seconds that way; the same on both, character
for character, because it is hashed. The names and their order never change: leaves that exist are made of them. A new
column of the transfer gets a new version of the record, and old leaves keep theirs.

The two balances after the transfer are left out. They follow from the amounts, which `verify_ledger` proves, and a
proof that one side shows around must not say what the other side has.
"""

from datetime import UTC, datetime
from hashlib import sha256

from django.db import connection

LEFT_OUT = frozenset({"debit_balance", "credit_balance"})

_NUMBER, _TEXT, _DAY, _MOMENT = range(4)
_COLUMNS = {
    "id": _NUMBER,
    "debit_id": _NUMBER,
    "credit_id": _NUMBER,
    "amount": _NUMBER,
    "shortfall": _NUMBER,
    "kind": _TEXT,
    "key": _TEXT,
    "request_hash": _TEXT,
    "occurred_on": _DAY,
    "created_at": _MOMENT,
    "created_by_id": _NUMBER,
    "memo": _TEXT,
    "reverses_id": _NUMBER,
}
NAMES = tuple(_COLUMNS)
_WRITTEN = {
    "postgresql": {
        _NUMBER: "COALESCE(CAST({0} AS text), 'null')",
        _TEXT: "CAST(to_json({0}) AS text)",
        _DAY: """'"' || to_char({0}, 'YYYY-MM-DD') || '"'""",
        _MOMENT: """'"' || to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '"'""",
    },
    "sqlite": {
        _NUMBER: "COALESCE({0}, 'null')",
        _TEXT: "json_quote({0})",
        _DAY: """'"' || {0} || '"'""",
        # A moment on the full second is kept there without its fraction.
        _MOMENT: """'"' || replace(substr({0} || '.000000', 1, 26), ' ', 'T') || 'Z"'""",
    },
}


def written(transfer: str = "t") -> str:
    """The expression that writes the record of a transfer, by the name its table has in the statement."""
    ways = _WRITTEN[connection.vendor]
    values = [ways[kind].format(f"{transfer}.{name}") for name, kind in _COLUMNS.items()]
    if connection.vendor == "sqlite":
        # One call is a quarter faster there than two dozen joints.
        form = ",".join(f'"{name}":%%s' for name in _COLUMNS)
        return f"printf('{{{form}}}', {', '.join(values)})"
    parts = [f"""'"{name}":' || {value}""" for name, value in zip(_COLUMNS, values, strict=True)]
    return "'{' || " + " || ',' || ".join(parts) + " || '}'"


def recorded_at(transfer: str = "t") -> str:
    """The expression for the moment it was recorded, as `moment` writes it."""
    return f"""trim({_WRITTEN[connection.vendor][_MOMENT].format(f"{transfer}.created_at")}, '"')"""


def moment(at: datetime) -> str:
    """A moment as the record writes it. Such texts sort as the moments do."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def committed(record: str, salt: bytes) -> bytes:
    """The leaf: of the tree of RFC 6962, its entry being the salt and the record."""
    return sha256(b"\x00" + salt + record.encode()).digest()
