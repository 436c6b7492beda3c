"""What must hold of the books alone, whoever asked for what: sums, limits, and nothing that is there by half.

Every transfer carries the balance after it, every stock move the stock after it. They are walked in the order of their
ids, which is the order in which the row of the account or the good was locked.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.torture.dump import Dump, Row
from tests.torture.violation import Violation

STANDS_FOR = {"award": "awardrecord", "redemption": "redemption", "refund": "refund"}
"""Kinds of transfers and the table whose row says what they were for."""


def check(dump: Dump) -> Iterator[Violation]:
    for look in (negative, balances, halves, sales, refunds, shelf, attendance, caps):
        yield from look(dump)


def negative(dump: Dump) -> Iterator[Violation]:
    for row in dump["account"]:
        if row["balance"] < 0 or not 0 <= row["held"] <= row["balance"]:
            yield _wrong("negative", "account", row, f"balance {row['balance']}, held {row['held']}")
    for row in dump["transfer"]:
        if row["amount"] < 0 or any((row[side] or 0) < 0 for side in ("debit_balance", "credit_balance")):
            yield _wrong("negative", "transfer", row, f"{row}")
    for row in dump["good"]:
        if row["stock"] < 0:
            yield _wrong("negative", "good", row, f"stock {row['stock']}")


def balances(dump: Dump) -> Iterator[Violation]:
    """Each account holds what its transfers come to, was so after each of them, and all together hold nothing."""
    sums: dict[int, int] = defaultdict(int)
    holders = {row["id"] for row in dump["account"] if row["kind"] == "holder"}
    for row in dump["transfer"]:
        for side, sign in (("debit", -1), ("credit", 1)):
            account = row[f"{side}_id"]
            sums[account] += sign * row["amount"]
            if account in holders and row[f"{side}_balance"] != sums[account]:
                fact = f"says {row[f'{side}_balance']} is left on account {account}, it is {sums[account]}"
                yield _wrong("wrong sum", "transfer", row, fact)
                # Told once; what follows goes on from here.
                sums[account] = row[f"{side}_balance"] or 0
    for row in dump["account"]:
        if row["id"] in holders and row["balance"] != sums[row["id"]]:
            fact = f"balance {row['balance']}, its transfers come to {sums[row['id']]}"
            yield _wrong("wrong sum", "account", row, fact)
    held = sum(row["balance"] for row in dump["account"])
    given = sum(amount for account, amount in sums.items() if account not in holders)
    if held + given:
        yield Violation(kind="wrong sum", fact=f"all accounts together come to {held + given} and not to zero")


def halves(dump: Dump) -> Iterator[Violation]:
    """A transfer and what it was for are there together or not at all; each transfer is for one thing."""
    for kind, table in STANDS_FOR.items():
        used = Counter(row["transfer_id"] for row in dump[table] if row["transfer_id"])
        for row in dump["transfer"]:
            if row["kind"] == kind and used[row["id"]] != 1:
                yield _wrong("by half", "transfer", row, f"{row['key']} stands for {used[row['id']]} rows of {table}")
        for pk in used.keys() - dump.transfers.keys():
            yield Violation(kind="by half", fact=f"{table} names transfer {pk}, which is not there")
    for key, count in Counter(row["key"] for row in dump["transfer"]).items():
        if count > 1:
            yield Violation(kind="doubled", fact=f"transfer {key} is there {count} times")


def sales(dump: Dump) -> Iterator[Violation]:
    for row in dump["redemption"]:
        lines, moved = dump.lines.get(row["id"], []), dump.transfers.get(row["transfer_id"])
        total = sum(line["quantity"] * line["price"] for line in lines)
        if moved is None or not row["total"] == total == moved["amount"]:
            yield _wrong("by half", "redemption", row, f"total {row['total']}, lines {total}, transfer {moved}")
        for line in lines:
            gone = [move["quantity"] for move in dump.moves.get(line["id"], []) if move["kind"] == "sold"]
            if gone != [-line["quantity"]]:
                yield _wrong("by half", "redemptionline", line, f"{line['quantity']} sold, moved {gone}")


def refunds(dump: Dump) -> Iterator[Violation]:
    """Never more back than went out, points or goods."""
    back: dict[int, int] = defaultdict(int)
    for row in dump["refund"]:
        moved = dump.transfers.get(row["transfer_id"])
        back[row["redemption_id"]] += moved["amount"] if moved else 0
        sale = dump.redemptions.get(row["redemption_id"])
        if moved and sale and moved["reverses_id"] != sale["transfer_id"]:
            yield _wrong("by half", "refund", row, f"gives back transfer {moved['reverses_id']}")
    for pk, amount in back.items():
        sale = dump.redemptions.get(pk)
        if sale is None or amount > sale["total"]:
            yield Violation(kind="refunded twice", fact=f"redemption {pk}: {amount} of {sale and sale['total']}")
    refunded = back.keys()
    for row in dump["redemptionline"]:
        returned = sum(move["quantity"] for move in dump.moves.get(row["id"], []) if move["kind"] == "returned")
        expected = row["quantity"] if row["redemption_id"] in refunded else 0
        if returned != expected:
            kind = "refunded twice" if returned > expected else "by half"
            yield _wrong(kind, "redemptionline", row, f"{returned} of {expected} came back to the shelf")


def shelf(dump: Dump) -> Iterator[Violation]:
    stock: dict[int, int] = defaultdict(int)
    for move in dump["stockmove"]:
        stock[move["good_id"]] += move["quantity"]
        if move["stock_after"] != stock[move["good_id"]]:
            fact = f"says {move['stock_after']} are left of good {move['good_id']}, it is {stock[move['good_id']]}"
            yield _wrong("wrong stock", "stockmove", move, fact)
            stock[move["good_id"]] = move["stock_after"]
    for good in dump["good"]:
        if good["stock"] != stock[good["id"]]:
            fact = f"stock {good['stock']}, its moves come to {stock[good['id']]}"
            yield _wrong("wrong stock", "good", good, fact)


def attendance(dump: Dump) -> Iterator[Violation]:
    """One check-in for a resident at a shift, and it is what the accepted scans come to."""
    seen: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for scan in dump["scan"]:
        if not scan["refusal"]:
            seen[_who(scan)].append(scan)
    kept = Counter(_who(row) for row in dump["checkin"])
    for who in kept.keys() | seen.keys():
        live = sum(scan["direction"] == "in" and scan["is_live"] for scan in seen.get(who, []))
        if kept[who] > 1 or live > 1:
            yield Violation(kind="checked in twice", fact=f"{_at(who)}: {kept[who]} check-ins, {live} ways in")
        elif not kept[who]:
            yield Violation(kind="by half", fact=f"{_at(who)}: was scanned and is not checked in")
    for row in dump["checkin"]:
        expected = _from_to(seen.get(_who(row), []))
        if (row["in_at"], row["out_at"]) != expected:
            yield _wrong("by half", "checkin", row, f"{row['in_at']} to {row['out_at']}, scans say {expected}")


def _from_to(scans: list[Row]) -> tuple[str | None, str | None]:
    """The earliest way in and the latest way out; moments as text in one zone are in their order."""
    ways_in = [scan["occurred_at"] for scan in scans if scan["direction"] == "in"]
    ways_out = [scan["occurred_at"] for scan in scans if scan["direction"] == "out"]
    return min(ways_in, default=None), max(ways_out, default=None)


def caps(dump: Dump) -> Iterator[Violation]:
    """Within the one month of a run."""
    most = {row["id"]: row["cap"] for row in dump["rule"] if row["cap"]}
    given: Counter[tuple[int, int]] = Counter()
    for row in dump["awardrecord"]:
        given[row["account_id"], row["rule_id"]] += row["amount"]
    for (account, rule), amount in given.items():
        if rule in most and amount > most[rule]:
            yield Violation(kind="above the cap", fact=f"account {account}, rule {rule}: {amount} of {most[rule]}")


def _who(row: Row) -> tuple[int, int]:
    return row["shift_id"], row["resident_id"]


def _at(who: tuple[int, int]) -> str:
    return f"resident {who[1]} at shift {who[0]}"


def _wrong(kind: str, table: str, row: Row, fact: str) -> Violation:
    return Violation(kind=kind, fact=f"{table} {row['id']}: {fact}")
