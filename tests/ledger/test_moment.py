"""A proof looks at one moment: what is posted meanwhile is no difference."""

import threading

import pytest
from django.core.management import call_command
from django.db import connection

from points.ledger import services as ledger

from .test_posting import award

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_posting_between_two_statements_of_the_proof_is_no_difference(capsys):
    issued, account = ledger.system_account("issued"), ledger.open_account()
    ledger.post(award(issued, account), by=None)
    keys = iter(f"meanwhile {number}" for number in range(1000))

    def post_meanwhile(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if "SUM(" in sql:
            other = threading.Thread(target=post_elsewhere, args=(next(keys),))
            other.start()
            other.join()
        return answer

    def post_elsewhere(key):
        try:
            ledger.post(award(issued, account, key=key), by=None)
        finally:
            connection.close()

    with connection.execute_wrapper(post_meanwhile):
        call_command("verify_ledger")
    assert next(keys) != "meanwhile 0"
    assert "Everything holds." in capsys.readouterr().out
