"""`python -m tests.seals.measure --rows 1000000`: how long sealing, proving and a proof take. See docs/seals.md."""

from argparse import ArgumentParser
from os import environ
from random import Random
from time import perf_counter, process_time

from django.db import connection

from tests.seals.ground import scratch

_FILL = {
    "postgresql": """
        INSERT INTO points_transfer (debit_id, credit_id, amount, shortfall, kind, key, request_hash, occurred_on,
            created_at, memo, credit_balance)
        SELECT {issued}, {first} + n % {households}, 50, 0, 'award', 'shift:' || n || ':resident:' || (n % 15300),
            md5(n::text) || md5((n + 1)::text), DATE '2026-11-21', now() - INTERVAL '2 hours', '社区清洁志愿活动', 50
        FROM generate_series(1, {rows}) n""",
    "sqlite": """
        WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {rows})
        INSERT INTO points_transfer (debit_id, credit_id, amount, shortfall, kind, key, request_hash, occurred_on,
            created_at, memo, credit_balance)
        SELECT {issued}, {first} + n % {households}, 50, 0, 'award', 'shift:' || n || ':resident:' || (n % 15300),
            hex(randomblob(32)), '2026-11-21', strftime('%Y-%m-%d %H:%M:%f', 'now', '-2 hours') || '123',
            '社区清洁志愿活动', 50
        FROM s""",
}
_HOUSEHOLDS = 15_300
_PROOFS = 200


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with scratch():
        _measure(rows)


def _measure(rows: int) -> None:
    # Django is set up only now.
    from points.ledger import services as ledger
    from points.models import Leaf, Transfer
    from points.seals import queries, verify
    from points.seals import services as seals

    key = seals.new_key(environ["POINTS_SEAL_KEY"])
    issued, holders = ledger.system_account("issued"), ledger.open_accounts([0] * _HOUSEHOLDS)
    with connection.cursor() as cursor:
        names = {"issued": issued.pk, "first": holders[0].pk, "households": _HOUSEHOLDS, "rows": rows}
        cursor.execute(_FILL[connection.vendor].format(**names))
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE points_transfer")
    print(f"{connection.vendor}, {rows:,} transfers")
    began, worked = perf_counter(), process_time()
    seals.seal_ledger(signer=key)
    print(f"sealing all        {perf_counter() - began:8.2f} s, of which Python worked {process_time() - worked:.2f} s")
    transfer = Transfer.objects.latest("pk")
    Transfer.objects.bulk_create([Transfer(**{**_again(transfer), "key": f"later:{number}"}) for number in range(100)])
    began = perf_counter()
    seals.seal_ledger(signer=key)
    print(f"sealing 100 more   {perf_counter() - began:8.3f} s")
    random, proofs = Random(1), []
    chosen = [Leaf.objects.get(position=random.randrange(rows)).transfer for _number in range(_PROOFS)]
    began = perf_counter()
    proofs = [queries.proof(transfer) for transfer in chosen]
    print(f"one proof          {(perf_counter() - began) / _PROOFS * 1000:8.2f} ms")
    print(f"its hashes         {max(len(proof.hashes) for proof in proofs) * 32:8} bytes")
    began = perf_counter()
    for proof in proofs[:20]:
        verify.check_proof(vars(proof))
    print(f"verify.py          {(perf_counter() - began) / 20 * 1000:8.2f} ms")
    began = perf_counter()
    found = queries.verify().differences
    print(f"proving all        {perf_counter() - began:8.2f} s, {len(found)} differences")


def _again(transfer):
    names = ("debit_id", "credit_id", "amount", "kind", "request_hash", "occurred_on", "memo")
    return {name: getattr(transfer, name) for name in names}


if __name__ == "__main__":
    main()
